// Stories over foreign code on the reactor's thread: what goes wrong plainly, and whom a failing log concerns.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "scenarios/suite/run_record.hpp"
#include "scenarios/suite/testing.hpp"

using namespace ctxlab::scenarios;

namespace {

std::vector<std::string> unhandled(const observation& in) {
  std::vector<std::string> all;
  for (const event& each : in.trace)
    if (each[0] == field("unhandled")) all.push_back(std::get<std::string>(each[1]));
  return all;
}

}  // namespace

// "the context is cleared before returning": an incomplete deferred that was not made yieldable does not, so r1 is left
// in the reactor; and who fires it gets the one it left.
TEST_CASE("a timer or a pooled connection used plainly gives its lines to others under the rules") {
  for (const char* name : {"foreign/timer-raw", "foreign/connection-raw"}) {
    const observation it = observe_one(name, "rules");
    INFO(name);
    CHECK(it.wrong_lines() > 0);
    CHECK(it.turns.leaked > 0);
    CHECK(observe_one(name, "language").turns.leaked == 0);
    CHECK(it.deferreds_alive + it.coroutines_alive == 0);
  }
  // r2 goes on in the turn of r1, who gave the connection back; the pool's own line of r1 comes after that.
  const words of = wrong(observe_one("foreign/connection-raw", "rules"));
  CHECK(std::find(of.begin(), of.end(), "has a connection: r1 for r2") != of.end());
}

// Reported with the name of the line's context; the request's end and the next request are as ever.
TEST_CASE("a line whose sink throws is reported once, in its context's name, and everybody goes on") {
  for (const char* role : {"rules", "alternative", "language", "services"}) {
    INFO(role);
    const observation it = observe_one("foreign/log-sink-throws", role);
    CHECK(unhandled(it) == words(2, "a log line of r1 was not written: the disk is full"));
    CHECK(wrong(it) == words());
    CHECK(alive(it) == 0);
    const json trace = to_json(it)["trace"];
    CHECK(std::find(trace.begin(), trace.end(), json({"end", 0, "ok", "sentinel"})) != trace.end());
    CHECK(std::find(trace.begin(), trace.end(), json({"log", "ends", "r2", "r2"})) != trace.end());
    CHECK(trace.dump().find("is not written\"") == std::string::npos);
  }
  // A logger that sees no context names none.
  CHECK(unhandled(observe_one("foreign/log-sink-throws", "argument")) ==
        words{"a log line of r1 was not written: the disk is full",
              "a log line of sentinel was not written: the disk is full"});
}
