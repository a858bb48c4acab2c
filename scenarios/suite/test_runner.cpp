// The runner notices what it is there to notice, and runs do not touch each other.
#include <nlohmann/json.hpp>

#include "scenarios/suite/run_record.hpp"
#include "scenarios/suite/run_state.hpp"
#include "schemes/runtime/testing/catch.hpp"

using namespace ctxlab;
using namespace ctxlab::scenarios;

namespace {

// The thread-local itself, so that faults can be planted.
using ambient_scheme = clear_on_incomplete;

std::size_t index_of_ambient() {
  for (std::size_t i = 0; i != scheme_cards().size(); ++i)
    if (scheme_cards()[i].name == ambient_scheme::name) return i;
  FAIL("not in the list");
  return 0;
}

// A scenario that is in no list.
scenario planted(story_function tell) {
  scenario it{{.name = "planted/fault", .kind = variant::neutral, .story = "", .asked = ""}, "planted", "", {}};
  it.functions.assign(scheme_cards().size(), tell);
  return it;
}

observation run_planted(story_function tell, const settings& with = {.alone = true}) {
  return run(planted(tell), index_of_ambient(), with);
}

using S = instrumented<ambient_scheme>;

context_ptr r1() { return context::make("r1"); }

void leaves_r1(S) { switch_context(r1()); }
void clears(S) { switch_context(nullptr); }
void nobodys_line(S s) { s.log("nobody: tick"); }

const std::set<std::string> nothing;

}  // namespace

TEST_CASE("a planted right line is right") {
  const observation it = run_planted([](testbed bed) {
    bed.start(S(), 0, [](S s) {
      const auto in = s.enter(r1());
      in.log("r1: here");
    });
  });
  CHECK(it.count(verdict::right) == 1);
  CHECK(it.faults() == nothing);
}

TEST_CASE("a planted lost line is noticed") {
  const observation it = run_planted([](testbed bed) { bed.start(S(), 0, [](S s) { s.log("r1: where?"); }); });
  CHECK(it.count(verdict::lost) == 1);
  CHECK(it.faults() == std::set<std::string>{"lost"});
}

TEST_CASE("a planted misattributed line is noticed, and a nested context is another") {
  const observation it = run_planted([](testbed bed) {
    bed.start(S(), 0, [](S s) {
      const auto in = s.enter(r1());
      in.log("r2: not mine");
      const auto deeper = in.nested("sub");
      deeper.log("r1-sub: mine");
      deeper.log("r1: not the parent's either");
    });
  });
  CHECK(it.count(verdict::misattributed) == 2);
  CHECK(it.count(verdict::right) == 1);
  CHECK(it.faults() == std::set<std::string>{"misattributed"});
}

TEST_CASE("a planted leak is noticed, on the line and in the reactor, for ever") {
  const observation it = run_planted([](testbed bed) {
    bed.start(S(), 0, leaves_r1);
    bed.start(S(), 1, nobodys_line);
  });
  CHECK(it.count(verdict::leaked) == 1);
  CHECK(it.turns.total == 2);
  CHECK(it.turns.leaked == 2);
  CHECK_FALSE(it.turns.until_clean);
  CHECK(it.turns.first_wrong_line_after == 1);
  CHECK(it.contexts_alive == 1);
  CHECK(it.faults() == std::set<std::string>{"leaked", "turn-leak", "never-clean", "alive"});
}

TEST_CASE("a planted leak that is cleared is counted until then") {
  const observation it = run_planted([](testbed bed) {
    bed.start(S(), 0, nobodys_line);
    bed.start(S(), 1, leaves_r1);
    bed.start(S(), 2, nobodys_line);
    bed.start(S(), 3, clears);
    bed.start(S(), 4, nobodys_line);
  });
  CHECK(it.turns.leaked == 2);
  CHECK(it.turns.until_clean == 2);
  CHECK(it.turns.first_wrong_line_after == 1);
  CHECK(it.count(verdict::right) == 2);
}

TEST_CASE("planted warnings are counted by kind") {
  const observation it = run_planted([](testbed bed) {
    bed.start(S(), 0, [](S s) {
      const context_ptr c = context::make("r1");
      {
        const auto in = s.enter(c);
        switch_context(nullptr);
      }
      switch_context(context_ptr(c));
      switch_context(nullptr);
    });
  });
  CHECK(it.warnings == std::map<std::string, std::int64_t>{{"lost", 1}, {"restart-finished", 1}});
  CHECK(it.faults() == std::set<std::string>{"warning"});
}

TEST_CASE("a planted restart is harmless if nothing is charged to the finished context until it is left") {
  const auto harmless_after = [](void (*meanwhile)(S, testbed, const context_ptr&)) {
    const observation it = run_planted([meanwhile](testbed bed) {
      bed.start(
          S(), 0,
          [meanwhile](S s, testbed here) {
            const context_ptr c = r1();
            c->finish();
            switch_context(context_ptr(c));
            meanwhile(s, here, c);
            switch_context(nullptr);
          },
          bed);
    });
    CHECK(it.warnings.at("restart-finished") >= 1);
    return it.harmless;
  };
  CHECK(harmless_after([](S, testbed, const context_ptr&) {}) == 1);
  CHECK(harmless_after([](S s, testbed, const context_ptr&) { s.log("r1: late"); }) == 0);
  CHECK(harmless_after([](S, testbed bed, const context_ptr&) { bed.spend("r1", 1); }) == 0);
  CHECK(harmless_after([](S, testbed bed, const context_ptr&) { bed.fetch("r1", 1); }) == 0);
  CHECK(harmless_after([](S s, testbed, const context_ptr& c) {
          switch_context(nullptr);
          s.log("nobody: between");
          switch_context(context_ptr(c));
          s.log("r1: late");
        }) == 1);
}

TEST_CASE("planted CPU time in the wrong context is noticed") {
  const observation it = run_planted([](testbed bed) {
    bed.start(
        S(), 0,
        [](S s, testbed here) {
          const auto in = s.enter(r1());
          here.spend("r1", 5);
          here.spend("r2", 7);
          here.spend("nobody", 11);
        },
        bed);
  });
  CHECK(it.cpu.spent == 23);
  CHECK(it.cpu.wrong == 18);
}

TEST_CASE("what is alive at the end is counted: a waiter in a queue") {
  const observation it = run_planted([](testbed bed) {
    bed.start(
        S(), 0, [](S, testbed here) { here.wait("never").add_callback([] {}); }, bed);
  });
  CHECK(it.deferreds_alive == 1);
  CHECK(it.faults() == std::set<std::string>{"alive"});
}

TEST_CASE("a failure that nobody looks at is heard of, and nothing is printed") {
  const observation it =
      run_planted([](testbed bed) { bed.start(S(), 0, [](S) { deferred::make().fail(failure("nobody looks")); }); });
  CHECK(it.unhandled == 1);
}

TEST_CASE("a run that never ends is cut off") {
  static void (*again)(S) = [](S) { reactor::current().call_later(1, [] { again(S()); }); };
  const observation it = run_planted([](testbed bed) { bed.start(S(), 0, again); });
  CHECK(it.turns.total == 100'000);
}

TEST_CASE("a scenario that needs what a scheme lacks is not told") {
  scenario it = planted([](testbed bed) { bed.start(S(), 0, nobodys_line); });
  it.needs = {ctxlab::feature::ambient};
  CHECK(run(it, index_of_ambient()).unsupported.empty());
  CHECK(run(it, index_of_ambient()).count(verdict::right) > 0);
  it.needs.push_back(ctxlab::feature::services);
  CHECK(run(it, index_of_ambient()).unsupported == "it has no services that a context is bound to");
  CHECK(run(it, index_of_ambient()).count(verdict::right) == 0);
}

TEST_CASE("a run leaves the thread as it found it") {
  const context_ptr mine = context::make("mine");
  context_ptr before = exchange_context(context_ptr(mine));
  const std::int64_t contexts = context::alive(), deferreds = deferred::alive();
  for (const scenario& each : all_scenarios()) {
    for (std::size_t scheme = 0; scheme != scheme_cards().size(); ++scheme) {
      INFO(each.name << " under " << scheme_cards()[scheme].name);
      run(each, scheme);
      REQUIRE(current_context() == mine.get());
      REQUIRE(context::alive() == contexts);
      REQUIRE(deferred::alive() == deferreds);
      REQUIRE(collector::installed() == nullptr);
      REQUIRE(log_sink_ == nullptr);
      REQUIRE(install_probe(nullptr) == nullptr);
      REQUIRE(observe_switches(nullptr) == nullptr);
    }
  }
  exchange_context(std::move(before));
}

TEST_CASE("a scenario gives the same observation whatever ran before it") {
  for (std::size_t scheme = 0; scheme != scheme_cards().size(); ++scheme) {
    std::vector<std::string> forwards, backwards;
    for (const scenario& each : all_scenarios()) forwards.push_back(to_json(run(each, scheme)).dump());
    for (auto each = all_scenarios().rbegin(); each != all_scenarios().rend(); ++each)
      backwards.push_back(to_json(run(*each, scheme)).dump());
    std::reverse(backwards.begin(), backwards.end());
    CHECK(forwards == backwards);
  }
}
