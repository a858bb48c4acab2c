// What the words mean that no recorded trace has. The expectations are from FORMAT.md, worked out by hand.
#include "scenarios/programs/format/entries.hpp"
#include "scenarios/programs/machine/program_runner.hpp"
#include "schemes/runtime/context/context.hpp"
#include "schemes/runtime/deferred/deferred.hpp"
#include "schemes/runtime/testing/catch.hpp"

namespace ctxlab::programs {
namespace {

using lines = std::vector<std::string>;

entry read(const std::string& functions) {
  return read_entry(R"({"functions":{)" + functions + R"(},"requests":[{"at":0,"call":"main"}]})", "f.json", 1, true);
}

// What the program does under a scheme: its log lines as "TEXT CONTEXT OWNER", its warnings and its turns.
lines done_under(std::string_view scheme, const std::string& functions) {
  const entry it = read(functions);
  const std::int64_t deferreds = deferred::alive(), contexts = context::alive();
  lines said;
  for (std::size_t i = 0; i != scheme_cards().size(); ++i) {
    trace done;
    make_program_runner(i)->run(it.compiled, {}, done);
    CHECK(done.stopped == bound::none);
    if (scheme_cards()[i].name != scheme) continue;
    const auto text = [&](name which) { return std::string(text_of(which, it.compiled, done)); };
    for (const event& each : done.events) {
      if (each.kind == event_kind::log) said.push_back(text(each.a) + " " + text(each.b) + " " + text(each.c));
      if (each.kind == event_kind::warn)
        said.push_back(std::string(name_of(static_cast<warning>(each.flag))) + " " + text(each.a));
      if (each.kind == event_kind::turn) said.push_back("turn " + std::to_string(each.number) + " " + text(each.b));
    }
  }
  CHECK(deferred::alive() == deferreds);
  CHECK(context::alive() == contexts);
  return said;
}

const std::string rules = "clear-on-incomplete", alternative = "preserve-caller", travelling = "snapshot";

}  // namespace

TEST_CASE("a line can belong to another context of the program, or to nobody") {
  CHECK(done_under(rules, R"("main":{"kind":"plain","body":[{"with":"r1","do":[{"log":"a","for":"r2"},)"
                          R"({"log":"b","for":null},{"log":"c"}]},{"with":"r2","do":[]}]})") ==
        lines{"a r1 r2", "b r1 sentinel", "c r1 r1", "turn 0 sentinel"});
  CHECK_THROWS_WITH(
      read(R"("main":{"kind":"plain","body":[{"with":"r1","do":[{"log":"a","for":"r11"}]}]})"),
      Catch::Matchers::ContainsSubstring("no context is named \"r11\"") && Catch::Matchers::ContainsSubstring("r1"));
}

TEST_CASE("one is fired at a time, and those that have fired are passed over") {
  CHECK(done_under(rules, R"("main":{"kind":"plain","body":[{"let":"v","be":{"wait":"q"}},)"
                          R"({"eval":{"then":{"wait":"q"},"do":"f"}},{"eval":{"catch":{"wait":"q"},"do":"g"}},)"
                          R"({"cancel":"v"},{"fire_one":"q"},{"log":"between"},{"fail_one":"q"},{"fire_one":"q"}]},)"
                          R"("f":{"kind":"plain","body":[{"log":"f"}]},"g":{"kind":"plain","body":[{"log":"g"}]})") ==
        lines{"f sentinel sentinel", "between sentinel sentinel", "g sentinel sentinel", "turn 0 sentinel"});
}

TEST_CASE("a body is repeated, within others and over waits, and its variables keep their values") {
  CHECK(done_under(rules, R"("main":{"kind":"coroutine","body":[{"repeat":2,"do":[{"repeat":2,"do":[{"log":"x"}]},)"
                          R"({"await":{"var":"v"}},{"let":"v","be":{"sleep":1}}]},{"log":"end"}]})") ==
        lines{"x sentinel sentinel", "x sentinel sentinel", "x sentinel sentinel", "x sentinel sentinel",
              "turn 0 sentinel", "end sentinel sentinel", "turn 1 sentinel", "turn 2 sentinel"});
  for (const char* rounds : {"0", "1001", "-1", "1.5", "\"x\""})
    CHECK_THROWS_WITH(read(R"("main":{"kind":"plain","body":[{"repeat":)" + std::string(rounds) + R"(,"do":[]}]})"),
                      Catch::Matchers::ContainsSubstring("expected a number of rounds"));
}

TEST_CASE("a body that is repeated for ever stops at the bound on steps") {
  std::string body = R"({"log":"x"})";
  for (int i = 0; i != 3; ++i) body = R"({"repeat":1000,"do":[)" + body + "]}";
  trace done;
  make_program_runner(0)->run(read(R"("main":{"kind":"plain","body":[)" + body + "]}").compiled, {.events = 10'000'000},
                              done);
  CHECK(done.stopped == bound::steps);
}

TEST_CASE("the last block runs however the end comes, and what was raised goes on after it") {
  CHECK(done_under(rules, R"("main":{"kind":"coroutine","body":[{"try":[{"try":[{"with":"r","do":[{"raise":"X"}]}],)"
                          R"("finally":[{"log":"first"}]}],"except":[{"log":"caught"}]},{"try":[{"raise":"X"}],)"
                          R"("except":[{"log":"handled"}],"finally":[{"log":"second"}]},{"try":[],)"
                          R"("finally":[{"log":"third"}]},{"try":[{"try":[{"raise":"X"}],"except":[{"raise":"Y"}],)"
                          R"("finally":[{"log":"fourth"}]}],"except":[{"log":"Y"}]}]})") ==
        lines{"first sentinel sentinel", "caught sentinel sentinel", "handled sentinel sentinel",
              "second sentinel sentinel", "third sentinel sentinel", "fourth sentinel sentinel", "Y sentinel sentinel",
              "turn 0 sentinel"});
  CHECK_THROWS_WITH(read(R"("main":{"kind":"plain","body":[{"try":[]}]})"),
                    Catch::Matchers::ContainsSubstring("expected \"except\" or \"finally\" beside \"try\""));
}

TEST_CASE("the last blocks of an orphan run when it is destroyed, innermost first, and no handler does") {
  const std::string program =
      R"("main":{"kind":"plain","body":[{"eval":{"call":"o"}},{"clear":"q"},{"preserve":"p","do":[{"gc":true}]}]},)"
      R"("o":{"kind":"coroutine","body":[{"with":"r1","do":[{"try":[{"try":[{"with":"r2","do":[{"await":{"wait":"q"}}]}],)"
      R"("except":[{"log":"never"}],"finally":[{"log":"inner"},{"raise":"X"}]}],)"
      R"("finally":[{"log":"outer"},{"await":{"sleep":1}},{"log":"never"}]}]}]})";
  CHECK(done_under(rules, program) ==
        lines{"found r2", "inner r1 r1", "outer r1 r1", "restart-finished r2", "lost p", "turn 0 r2"});
  CHECK(done_under(travelling, program) == lines{"inner r1 r1", "outer r1 r1", "turn 0 sentinel"});
}

TEST_CASE("what still waits at the end of a run says no last words") {
  CHECK(done_under(rules, R"("main":{"kind":"coroutine","body":[{"try":[{"await":{"wait":"q"}}],)"
                          R"("finally":[{"log":"never"}]}]})") == lines{"turn 0 sentinel"});
}

TEST_CASE("a deferred that has not fired in time is cancelled, and one that has makes no further turn") {
  const std::string program =
      R"("main":{"kind":"coroutine","body":[{"try":[{"await":{"timeout":{"sleep":5},"after":2}}],)"
      R"("except":[{"log":"late"}]},{"await":{"timeout":{"sleep":1},"after":4}},)"
      R"({"await":{"timeout":{"succeed":true},"after":4}},{"log":"in time"}]})";
  for (const std::string& scheme : {rules, alternative, travelling})
    CHECK(done_under(scheme, program) == lines{"turn 0 sentinel", "late sentinel sentinel", "turn 2 sentinel",
                                               "in time sentinel sentinel", "turn 3 sentinel"});
}

TEST_CASE("scopes that are no blocks are left in any order, or never") {
  const std::string program =
      R"("main":{"kind":"coroutine","body":[{"open":"a","in":"r1"},{"open":"b","in":"r2"},{"log":"in"},{"close":"a"},)"
      R"({"log":"a closed"},{"close":"b"},{"log":"b closed"},{"close":"b"},{"open":"c","in":"r3"}]})";
  for (const std::string& scheme : {rules, alternative})
    CHECK(done_under(scheme, program) == lines{"in r2 sentinel", "found r1", "a closed sentinel sentinel",
                                               "restart-finished r1", "lost r2", "b closed r1 sentinel", "turn 0 r3"});
  CHECK(done_under(travelling, program) ==
        lines{"in r2 sentinel", "a closed sentinel sentinel", "b closed r1 sentinel", "turn 0 sentinel"});
}

}  // namespace ctxlab::programs
