// Every scenario under every scheme, and what the documents say of them.
#include <algorithm>
#include <map>
#include <set>

#include "scenarios/suite/run_record.hpp"
#include "schemes/runtime/testing/catch.hpp"

using namespace ctxlab::scenarios;

namespace {

using cell = std::pair<std::string, std::string>;  // scenario, role

std::size_t scheme_of(std::string_view role) {
  const auto& cards = ctxlab::scheme_cards();
  for (std::size_t i = 0; i != cards.size(); ++i)
    if (cards[i].role == role) return i;
  FAIL("no scheme plays " << role);
  return 0;
}

const scenario& called(std::string_view name) {
  for (const scenario& each : all_scenarios())
    if (each.name == name) return each;
  FAIL("no scenario is called " << name);
  return all_scenarios().front();
}

observation observe_one(std::string_view scenario, std::string_view role) {
  return run(called(scenario), scheme_of(role));
}

std::vector<std::string> wrong_texts(const observation& in) {
  std::vector<std::string> all;
  for (const event& each : in.trace)
    if (std::get<std::string>(each[0]) == "log" && each[2] != each[3]) all.push_back(std::get<std::string>(each[1]));
  return all;
}

}  // namespace

TEST_CASE("the suite holds what the report argues from") {
  const std::map<std::string_view, std::size_t> least = {
      {"linear", 19}, {"fire-and-forget", 7}, {"gather", 8}, {"collected", 10}, {"callbacks", 8}};
  std::map<std::string_view, std::size_t> found;
  std::set<std::string_view> names;
  for (const scenario& each : all_scenarios()) {
    INFO(each.name);
    ++found[each.family];
    CHECK(names.insert(each.name).second);
    CHECK_FALSE(each.story.empty());
    CHECK_FALSE(each.asked.empty());
    CHECK(each.file.substr(0, 10) == "scenarios/");
    CHECK(each.functions.size() == ctxlab::scheme_cards().size());
  }
  for (const auto& [family, count] : least) CHECK(found[family] >= count);
  // Every family is told idiomatically too.
  for (const auto& [family, count] : least) {
    bool idiomatic = false;
    for (const scenario& each : all_scenarios()) idiomatic |= each.family == family && each.kind == variant::idiomatic;
    CHECK(idiomatic);
  }
}

TEST_CASE("every scenario runs under every scheme, and every line has an owner") {
  for (const scenario& each : all_scenarios()) {
    for (std::size_t scheme = 0; scheme != ctxlab::scheme_cards().size(); ++scheme) {
      INFO(each.name << " under " << ctxlab::scheme_cards()[scheme].name);
      const observation it = run(each, scheme);
      if (!it.unsupported.empty()) continue;
      // The competing request and fourteen ticks, at the least.
      CHECK(it.turns.total >= 20);
      CHECK(it.turns.total < 200);
      CHECK(it.count(verdict::right) > 0);
      for (const event& event : it.trace)
        if (std::get<std::string>(event[0]) == "log") CHECK(std::get<std::string>(event[3]) != "?");
    }
  }
}

TEST_CASE("what the documents say of a scenario is what happens") {
  // Where it is not, and why.
  const std::set<cell> refuted = {
      // "It will probably work itself out eventually": only if a request that still runs passes by and clears.
      {"linear/forgotten-await-idle", "rules"},
      // A new request restores, when it ends, what it found when it came.
      {"linear/forgotten-await-visited", "rules"},
  };
  std::set<cell> disagreeing;
  std::size_t stated = 0;
  for (const scenario& each : all_scenarios()) {
    for (std::size_t scheme = 0; scheme != ctxlab::scheme_cards().size(); ++scheme) {
      const observation it = run(each, scheme);
      stated += it.matches.has_value();
      if (it.matches == false) disagreeing.emplace(each.name, ctxlab::scheme_cards()[scheme].role);
    }
  }
  CHECK(disagreeing == refuted);
  CHECK(stated >= 50);
}

TEST_CASE("told idiomatically, rules and alternative have every line right and leave nothing") {
  for (const scenario& each : all_scenarios()) {
    if (each.kind != variant::idiomatic) continue;
    for (const char* role : {"rules", "alternative"}) {
      INFO(each.name << " as " << role);
      const observation it = run(each, scheme_of(role));
      if (!it.unsupported.empty()) continue;
      CHECK(it.wrong_lines() == 0);
      CHECK(it.turns.leaked == 0);
      CHECK(it.cpu.wrong == 0);
      CHECK(it.cpu.spent > 0);
      CHECK(it.contexts_alive == 0);
      CHECK(it.coroutines_alive == 0);
    }
  }
}

TEST_CASE("the control charges every line to nobody, so that each scenario can go wrong") {
  for (const scenario& each : all_scenarios()) {
    INFO(each.name);
    const observation it = run(each, scheme_of("control"));
    if (!it.unsupported.empty()) continue;
    CHECK(it.count(verdict::lost) > 0);
    CHECK(it.count(verdict::misattributed) == 0);
    CHECK(it.count(verdict::leaked) == 0);
    CHECK(it.turns.leaked == 0);
  }
}

// "'Request handling complete' will be logged without any context", and "the logcontext will leak into the reactor
// and possibly get attached to some arbitrary future operation".
TEST_CASE("fire-and-forget done naively loses the foreground line and leaks into another operation") {
  const observation it = observe_one("fire-and-forget/naive", "rules");
  // The background ends at 3 and leaks r1. The other that starts at 4 gets it, takes it along over its wait, which
  // clears, and restores it at 5, after that time's tick. The ticks at 6 and 7 get it; then the competing request,
  // which wakes at 7, waits again, and so clears.
  CHECK(wrong_texts(it) == std::vector<std::string>{"complete", "another: start", "another: end", "tick", "tick"});
  CHECK(it.count(verdict::lost) == 1);
  CHECK(it.count(verdict::leaked) == 4);
  CHECK(it.turns.leaked > 0);
  REQUIRE(it.turns.until_clean);
  CHECK(*it.turns.until_clean > 0);
}

// "The operations done in background_operation would not be logged against a logcontext": nobody owns them there.
TEST_CASE("the document's two options mend fire-and-forget under the rules") {
  for (const char* name : {"fire-and-forget/preserved", "fire-and-forget/preserved-own-context",
                           "fire-and-forget/preserved-scope-held", "fire-and-forget/run-in-background"}) {
    INFO(name);
    CHECK(documented(observe_one(name, "rules").faults()).empty());
  }
}

// "mixing with LoggingContext blocks and inlineCallbacks in the same function leads to slightly counter-intuitive
// code, under this scheme": a scope held over a wait is still open when control returns to the reactor.
TEST_CASE("a scope held over a wait leaks under the alternative, and not under the rules") {
  CHECK(documented(observe_one("linear/scope-held", "rules").faults()).empty());
  const observation it = observe_one("linear/scope-held", "alternative");
  CHECK(it.count(verdict::leaked) > 0);
  CHECK(it.turns.leaked > 0);
  CHECK_FALSE(it.turns.until_clean);  // nobody there clears what is not his
}

// The recorded program gc-while-another-request-runs: `victim: after` and `victim: end` carry r1.
TEST_CASE("a chain collected while another request runs puts its name on that request's lines") {
  for (const char* name : {"collected/while-another-runs", "collected/while-another-runs-at-once"}) {
    INFO(name);
    const observation it = observe_one(name, "rules");
    CHECK(it.count(verdict::misattributed) == 2);
    CHECK(wrong_texts(it) == std::vector<std::string>{"victim: after", "victim: end"});
  }
}

// In plain C++ a cycle of references has no end; a tracing collector finds it (FORMAT: "reference cycles through its
// own variables do not keep it").
TEST_CASE("a chain kept only by its own cycle lives on without a collector, and dies with one") {
  const observation at_once = observe_one("collected/own-cycle-at-once", "rules");
  CHECK(at_once.coroutines_alive == 1);
  CHECK(at_once.deferreds_alive == 2);  // the waiter's own, and the one it waits for
  CHECK(at_once.contexts_alive == 1);
  const observation later = observe_one("collected/own-cycle-later", "rules");
  CHECK(later.coroutines_alive == 0);
  CHECK(later.deferreds_alive == 0);
}

// FORMAT: the time between becoming current and ceasing to be is charged to a context and its ancestors; so are `db`
// and `fetch`. r1 spends 3 + 5 and one transaction (9, after a wait of 1), r2 spends 7 + 11 and fetches 4.
TEST_CASE("each of two interleaved requests is charged what it spent") {
  for (const char* role : {"rules", "alternative"}) {
    const observation it = run(called("linear/cpu-and-db"), scheme_of(role), {.alone = true});
    std::vector<event> usage;
    for (const event& each : it.trace)
      if (std::get<std::string>(each[0]) == "usage") usage.push_back(each);
    CHECK(usage == std::vector<event>{{"usage", "r1", 8, 1, 9, 1, 0}, {"usage", "r2", 18, 0, 0, 0, 4}});
    CHECK(it.cpu.spent == 26);
    CHECK(it.cpu.wrong == 0);
    CHECK(it.database.spent == 14);
    CHECK(it.database.wrong == 0);
  }
}

// "It will restore the original logcontext": the idle turn's 100 units, which nobody owns, are charged to r1.
TEST_CASE("CPU time that is spent where a context leaked is charged to the wrong request") {
  const observation it = run(called("linear/cpu-forgotten-await"), scheme_of("rules"), {.alone = true});
  CHECK(it.cpu.spent == 108);
  CHECK(it.cpu.wrong == 100);
  CHECK(run(called("linear/cpu-forgotten-await"), scheme_of("alternative"), {.alone = true}).cpu.wrong == 0);
}

// An exception is reported once where nobody looks, and not where somebody does.
TEST_CASE("a failure of background work that nobody looks at is reported once") {
  for (const char* role : {"rules", "alternative", "control", "language"}) {
    CHECK(observe_one("fire-and-forget/raises-at-once", role).unhandled == 1);
    CHECK(observe_one("fire-and-forget/raises-at-once-caught", role).unhandled == 0);
    CHECK(observe_one("fire-and-forget/raises-later", role).unhandled == 1);
  }
}

// What a call is needed for is what goes wrong without it: the rules need run_in_background, the alternative does
// not ("functions always preserve the logcontext of their caller").
TEST_CASE("where a chain is dropped stands in the trace, apart from where it leaks") {
  const observation it = run(called("collected/elsewhere-scope-held"), scheme_of("rules"), {.alone = true});
  const auto at = [&](const event& wanted) { return std::find(it.trace.begin(), it.trace.end(), wanted); };
  const auto dropped = at({"drop", "interesting"});
  REQUIRE(dropped != it.trace.end());
  CHECK(dropped < at({"log", "cleared", sentinel, sentinel}));
  CHECK(at({"turn", 5, sentinel}) != it.trace.end());
  CHECK(at({"turn", 9, "r1"}) != it.trace.end());
}

TEST_CASE("a call is needed if it goes worse without it") {
  const scenario& background = called("fire-and-forget/run-in-background");
  const observation rules = observe(background, scheme_of("rules"));
  const observation alternative = observe(background, scheme_of("alternative"));
  CHECK(rules.calls == 2);  // request and background
  CHECK(rules.needed == 2);
  CHECK(alternative.calls == 2);
  CHECK(alternative.needed == 1);
}
