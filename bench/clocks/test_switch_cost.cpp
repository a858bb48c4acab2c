// What a switch costs under the accounting, in instructions, and what its clocks ask of the operating system.
#include "bench/clocks/clock_situations.hpp"
#include "bench/clocks/switch_cost.hpp"
#include "schemes/runtime/memory/pool.hpp"
#include "schemes/runtime/testing/catch.hpp"

namespace ctxlab::bench {
namespace {

TEST_CASE("A switch under the accounting by the counter takes at most 35 instructions more") {
  const auto program = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "ctxlab-clocks";
  REQUIRE(std::filesystem::exists(program));
  std::string why_not;
  const auto counts = count_switches(program, why_not);
#ifdef CTXLAB_NO_POOLS  // with a sanitizer in it, nothing runs under valgrind
  CHECK(why_not.empty() == counts.has_value());
#else
  INFO(why_not);
  REQUIRE(counts);
  CHECK(counts->at("counter") > 0);
  CHECK(counts->at("counter") <= 35);
#endif
}

TEST_CASE("A program that is not there cannot be counted, and the reason is given") {
  std::string why_not;
  CHECK_FALSE(count_switches("/nowhere/ctxlab-clocks", why_not));
  CHECK(why_not.find("/nowhere/ctxlab-clocks") != why_not.npos);
}

TEST_CASE("Requests in every situation are charged by every clock, and the counter calls nobody in short bursts") {
  const situation in = GENERATE(situation::alone, situation::interleaved);
  for (const measured_clock& each : measured_clocks()) {
    if (!each.charge) continue;
    charges seen;
    each.charge(in, 20, 0, seen);
    INFO(each.name << ", " << name_of(in));
    CHECK(seen.errors.size() == (in == situation::interleaved ? 3u : 1u));
    CHECK(seen.switches == (in == situation::interleaved ? 18 : 2));
    if (each.name == "counter")
      CHECK(seen.calls_in_short_bursts == 0);
    else
      CHECK(seen.system_calls == seen.switches);
  }
}

}  // namespace
}  // namespace ctxlab::bench
