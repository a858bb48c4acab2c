// Every conformance program, in every scheme that the format knows, event for event.
#include <sstream>

#include "scenarios/programs/machine/replay.hpp"
#include "schemes/runtime/context/scope.hpp"
#include "schemes/runtime/deferred/deferred.hpp"
#include "schemes/runtime/testing/catch.hpp"

namespace ctxlab::programs {
namespace {

std::vector<std::size_t> schemes_in_format() {
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i != scheme_cards().size(); ++i)
    if (scheme_cards()[i].in_format) chosen.push_back(i);
  return chosen;
}

void replays(const std::string& file, std::size_t programs) {
  std::ostringstream differences, complaints;
  const auto scores =
      check_traces({{"scenarios/programs/conformance/" + file}, schemes_in_format(), {}}, differences, complaints);
  CHECK(differences.str() == "");
  CHECK(complaints.str() == "");
  REQUIRE(scores.size() == 1);
  CHECK(scores[0].programs == programs);
  REQUIRE(scores[0].schemes.size() == 3);
  for (const auto& each : scores[0].schemes) {
    INFO(each.scheme);
    CHECK(each.agreed == programs);
  }
}

}  // namespace

TEST_CASE("handmade programs give the recorded traces") { replays("handmade.jsonl", 52); }
TEST_CASE("probes give the recorded traces") { replays("probes.jsonl", 23); }
TEST_CASE("random core programs give the recorded traces") { replays("random-core.jsonl", 250); }
TEST_CASE("random programs with callbacks give the recorded traces") { replays("random-callbacks.jsonl", 250); }
TEST_CASE("random programs with failures give the recorded traces") { replays("random-errors.jsonl", 250); }
TEST_CASE("random programs with cancellation give the recorded traces") { replays("random-cancel.jsonl", 250); }
TEST_CASE("random programs with accounting give the recorded traces") { replays("random-usage.jsonl", 250); }
TEST_CASE("random programs with collected orphans give the recorded traces") { replays("random-gc.jsonl", 250); }

TEST_CASE("programs after reports from the field give the recorded traces") { replays("field.jsonl", 31); }
TEST_CASE("rare cases of cancellation and collection give the recorded traces") { replays("rare.jsonl", 8); }

TEST_CASE("a replay leaves no deferred and no context behind") {
  const std::int64_t deferreds = deferred::alive();
  const std::int64_t contexts = context::alive();
  for (const char* file : {"probes.jsonl", "random-gc.jsonl", "random-cancel.jsonl"}) {
    std::ostringstream ignored;
    check_traces({{std::string("scenarios/programs/conformance/") + file}, schemes_in_format(), {}}, ignored, ignored);
    INFO(file);
    CHECK(deferred::alive() == deferreds);
    CHECK(context::alive() == contexts);
  }
}

}  // namespace ctxlab::programs
