// A program in which nothing is found does no harm: tried on random programs of all words, whose findings are taken out
// of them one after the other until none is left. CTXLAB_PROGRAMS says how many to try, instead of 2,000 a scheme, and
// CTXLAB_SEED from which on.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

#include "scenarios/programs/explorer/judge.hpp"
#include "scenarios/programs/format/reader.hpp"
#include "scenarios/programs/lint/lint.hpp"
#include "scenarios/programs/lint/random_program.hpp"
#include "scenarios/programs/machine/program_runner.hpp"
#include "schemes/runtime/testing/catch.hpp"

namespace ctxlab::programs {
namespace {

using nlohmann::json;

std::uint64_t asked(const char* name, std::uint64_t otherwise) {
  const char* const said = std::getenv(name);
  return said ? std::strtoull(said, nullptr, 10) : otherwise;
}

// What stands at the place becomes nothing: a statement that does not matter, a complete deferred, an empty function.
void take_out(json& program, const std::string& place) {
  const json::json_pointer at(place);
  json& it = program.at(at);
  if (it.contains("kind"))
    it["body"] = json::array();
  else if (program.at(at.parent_pointer()).is_array() && at.parent_pointer().back() != "gather")
    it = {{"cpu", 1}};
  else
    it = {{"succeed", true}};
}

// Whether nothing is found in the end; the deepest places first, so that taking out one leaves the others where they
// are.
bool repair(json& program, const discipline& rules) {
  for (int round = 0; round != 60; ++round) {
    std::vector<std::string> places;
    for (const finding& each : lint(program, rules)) places.push_back(each.place);
    if (places.empty()) return true;
    const auto depth = [](const std::string& place) { return std::count(place.begin(), place.end(), '/'); };
    std::sort(places.begin(), places.end(),
              [&](const std::string& a, const std::string& b) { return depth(a) > depth(b); });
    for (const std::string& each : places) take_out(program, each);
  }
  return false;
}

bool is_harm(const event& each) {
  return is_wrong_line(each) || (each.kind == event_kind::turn && each.b != sentinel_name);
}

}  // namespace

TEST_CASE("What is not found in random programs does no harm") {
  const std::uint64_t first = asked("CTXLAB_SEED", 1), programs = asked("CTXLAB_PROGRAMS", 2'000);
  for (std::size_t which = 0; which != judge::compared; ++which) {
    const auto runner = make_program_runner(judge::scheme(which));
    trace done;
    std::uint64_t ended = 0, repaired = 0, with_lines = 0;
    for (std::uint64_t seed = first; seed != first + programs; ++seed) {
      json program = random_program(seed);
      const json before = program;
      if (!repair(program, judge::rules(which))) FAIL("not repaired under " << judge::name(which) << ": " << before);
      repaired += program != before;
      runner->run(read_program(program, ""), {}, done);
      ended += done.stopped == bound::none;
      with_lines += std::any_of(done.events.begin(), done.events.end(),
                                [](const event& each) { return each.kind == event_kind::log; });
      if (done.stopped == bound::none && std::any_of(done.events.begin(), done.events.end(), is_harm))
        FAIL_CHECK("seed " << seed << " under " << judge::name(which) << ": " << program);
    }
    CHECK(ended > programs / 2);
    CHECK(repaired > programs / 2);
    CHECK(with_lines > programs / 2);
  }
}

}  // namespace ctxlab::programs
