// The real logger's flags, and the log of a run.
#include <spdlog/logger.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>
#include <thread>

#include "scenarios/suite/json_lines.hpp"
#include "scenarios/suite/logger.hpp"
#include "scenarios/suite/run_record.hpp"
#include "schemes/runtime/testing/catch.hpp"
#include "schemes/runtime/testing/test_observers.hpp"

using namespace ctxlab;
using namespace ctxlab::scenarios;

namespace {

struct written {
  words lines;
  std::shared_ptr<spdlog::logger> make(const std::string& pattern) {
    return make_logger("test", pattern, [this](std::string_view line) { lines.emplace_back(line); });
  }
};

}  // namespace

TEST_CASE("the flag writes the current context's name, id and facts, and nothing of the last one") {
  written to;
  const auto log = to.make("[%x] %v");
  const context_ptr it = context::make("r1");
  it->put("user", "alice");
  it->put("shop", "7");
  log->info("before");
  {
    const preserved_scope in{context_ptr(it)};
    log->info("in {}", "it");
  }
  log->info("after");
  CHECK(to.lines == words{"[sentinel] before", "[r1 #" + std::to_string(it->id()) + " shop=7 user=alice] in it",
                          "[sentinel] after"});
}

TEST_CASE("a child's lines carry what its parent knows, unless it knows better") {
  written to;
  const auto log = to.make("%x");
  const context_ptr parent = context::make("r1"), child = context::make_nested("db", parent);
  parent->put("user", "alice");
  parent->put("shop", "7");
  child->put("shop", "8");
  const preserved_scope in{context_ptr(child)};
  log->info("");
  CHECK(to.lines == words{"r1-db #" + std::to_string(child->id()) + " shop=8 user=alice"});
}

TEST_CASE("JSON lines are JSON, whatever names, facts and messages hold") {
  written to;
  const auto log = to.make("{%X,\"message\":%V}");
  const context_ptr it = context::make("a \"name\"\n");
  it->put("key \\", "\x01");
  {
    const preserved_scope in{context_ptr(it)};
    log->info("tab\t, \"quoted\", no UTF-8: \xff {} %");
  }
  log->info("");
  REQUIRE(to.lines.size() == 2);
  const json first = json::parse(to.lines[0]), second = json::parse(to.lines[1]);
  CHECK(first["context"] == "a \"name\"\n");
  CHECK(first["id"] == it->id());
  CHECK(first["facts"] == json{{"key \\", "\x01"}});
  CHECK(first["message"] == "tab\t, \"quoted\", no UTF-8: \xef\xbf\xbd {} %");
  CHECK(second == json{{"context", nullptr}, {"id", nullptr}, {"facts", json::object()}, {"message", ""}});
}

TEST_CASE("a line is charged to whom it is logged for, and the next to the current context again") {
  written to;
  const auto log = to.make("%x");
  const context_ptr a = context::make("a"), b = context::make("b");
  const preserved_scope in{context_ptr(a)};
  log_for(*log, b.get(), "");
  log_for(*log, nullptr, "");
  log->info("");
  CHECK(to.lines == words{"b #" + std::to_string(b->id()), "sentinel", "a #" + std::to_string(a->id())});
}

TEST_CASE("a thread that has never heard of contexts logs for nobody, and not for who started it", "[threads]") {
  written to;
  const auto log = to.make("%x: %v");
  const preserved_scope in{context::make("a")};
  std::thread([&] { log->info("there"); }).join();
  CHECK(to.lines == words{"sentinel: there"});
}

TEST_CASE("a sink that throws, whatever it is, fails its line once, and the code that logged goes on") {
  observed_failures failures;
  int at = 0;
  const auto log = make_logger("test", "%v", [&](std::string_view) {
    if (++at == 1) throw std::runtime_error("no room");
    if (at == 2) throw 7;
  });
  {
    const preserved_scope in{context::make("r1")};
    log->info("lost");
  }
  log->info("lost");
  log->info("written");
  CHECK(at == 3);
  CHECK(failures.texts == words{"a log line of r1 was not written: no room",
                                "a log line of sentinel was not written: its sink threw what is no exception"});
}

// The trace knows each line's context from the call, the log from the real logger's flag.
TEST_CASE("the log of a run has the lines of its trace, in their order, with the names that the logger wrote",
          "[threads]") {
  for (const scenario& each : all_scenarios()) {
    for (std::size_t scheme = 0; scheme != scheme_cards().size(); ++scheme) {
      INFO(each.name << " under " << scheme_cards()[scheme].name);
      const observation plain = run(each, scheme), logged = run(each, scheme, {.log = true});
      CHECK(plain.log.empty());
      CHECK(plain.trace == logged.trace);
      std::vector<std::pair<std::string, std::string>> traced, written;
      for (const event& line : plain.trace)
        if (line[0] == field("log"))
          traced.emplace_back(std::get<std::string>(line[2]), std::get<std::string>(line[1]));
      for (const std::string& line : logged.log) {
        const json it = json::parse(line);
        const auto message = it["message"].get<std::string>();
        written.emplace_back(it["context"].is_null() ? "sentinel" : it["context"].get<std::string>(),
                             message.substr(message.find(": ") + 2));
      }
      CHECK(traced == written);
    }
  }
}

TEST_CASE("a log line says where it was logged, by which thread, and what the request carries", "[threads]") {
  const auto& all = all_scenarios();
  const auto at =
      std::find_if(all.begin(), all.end(), [](const scenario& s) { return s.name == "foreign/logs-on-a-thread"; });
  const selection of{{0}, {static_cast<std::size_t>(at - all.begin())}};
  const observations observed{{observe(all_scenarios()[of.scenarios[0]], 0, false, true)}};
  const std::vector<json> lines = parsed(log_lines(of, observed));
  const auto with = [&](std::string_view message) {
    for (const json& each : lines)
      if (each["message"] == message) return each;
    FAIL("no line " << message);
    return json();
  };
  const json there = with("r1-thread: is lent a connection"), here = with("r1: is lent a connection");
  CHECK(there["scenario"] == "foreign/logs-on-a-thread");
  CHECK(there["scheme"] == scheme_cards()[0].name);
  CHECK(there["context"] == "r1-thread");
  CHECK(there["thread"] == 1);
  CHECK(there["facts"] == json{{"user", "alice"}});
  CHECK(here["thread"] == 0);
  CHECK(here["context"] == "r1");
  CHECK(here["facts"] == json{{"user", "alice"}});
  CHECK(here["id"] != there["id"]);
  CHECK(here["turn"].get<int>() > there["turn"].get<int>());
  const json tick = with("nobody: tick");
  CHECK(tick["time"] == 1);
  CHECK(tick["context"].is_null());
}
