// A program as a scenario: what its file says is in the description, what it does is seen like any story, and what is
// wrong with it is said in one line.
#include <string>

#include "scenarios/suite/program_story.hpp"
#include "scenarios/suite/runner.hpp"
#include "schemes/runtime/testing/catch.hpp"

namespace ctxlab::scenarios {
namespace {

std::string file_of(const std::string& fields, const std::string& body) {
  return R"({"variant": "naive", "story": "A request logs.", "asked": "Whose is it?")" + fields +
         R"(, "program": {"functions": {"main": {"kind": "coroutine", "body": [)" + body +
         R"(]}}, "requests": [{"at": 1, "call": "main"}]}})";
}

scenario scenario_of(const std::string& text) {
  program_story read = read_program_story("scenarios/stories/some_family/my-story.json", text);
  scenario made{std::move(read.described), "some-family", "", std::move(read.functions)};
  return made;
}

std::size_t index_of(std::string_view role) {
  for (std::size_t i = 0; i != scheme_cards().size(); ++i)
    if (scheme_cards()[i].role == role) return i;
  FAIL("no scheme plays " << role);
  return 0;
}

std::string refusal(const std::string& text) {
  try {
    read_program_story("scenarios/stories/some_family/my-story.json", text);
  } catch (const std::invalid_argument& wrong) {
    return wrong.what();
  }
  return "nothing was wrong";
}

}  // namespace

TEST_CASE("a program that is a scenario is described by its file, and called after it") {
  const scenario it = scenario_of(
      file_of(R"(, "source": "a thread", "predictions": [{"role": "rules", "quote": "it goes", "expect": ["lost"]}])",
              R"({"log": "x"})"));
  CHECK(it.name == "some-family/my-story");
  CHECK(it.kind == variant::naive);
  CHECK(it.source == "a thread");
  REQUIRE(it.predictions.size() == 1);
  CHECK(it.predictions[0].quote == "it goes");
  CHECK(it.predictions[0].expect == std::vector<std::string_view>{"lost"});
  CHECK(scenario_of(file_of(R"(, "pattern": 3)", R"({"log": "x"})")).source == "element-hq/synapse#19058");
}

// A wait for what follows no rules: the rules leave the request's context in the reactor, for the competing request's
// neighbours and the ticks to be charged to; the language's scheme does not.
TEST_CASE("a program runs beside the others, its lines have owners, and what it leaves behind is seen") {
  const scenario it = scenario_of(file_of("", R"({"with": "r1", "do": [{"await": {"raw_sleep": 3}}, {"log": "x"}]})"));
  const observation rules = run(it, index_of("rules"));
  CHECK(rules.turns.leaked > 0);
  CHECK(rules.count(verdict::leaked) > 0);
  const observation language = run(it, index_of("language"));
  CHECK(language.wrong_lines() == 0);
  CHECK(language.turns.leaked == 0);
  CHECK(language.count(verdict::right) > rules.count(verdict::right));
}

TEST_CASE("the calls of a program are its statements, and those without which it goes worse are needed") {
  const std::string two = R"({"with": "r1", "do": [{"await": {"yieldable": {"raw_sleep": 2}}},
                              {"await": {"yieldable": {"raw_sleep": 2}}}, {"log": "x"}]})";
  const observation it = observe(scenario_of(file_of("", two)), index_of("rules"));
  CHECK(it.wrong_lines() == 0);
  CHECK(it.calls == 3);  // the scope, and each yieldable
  CHECK(it.needed == 3);
}

TEST_CASE("what is wrong with the file of a program is said in one line, with the place") {
  CHECK(refusal("{").starts_with("scenarios/stories/some_family/my-story.json:1: "));
  CHECK(refusal(file_of("", R"({"lgo": "x"})"))
            .find("my-story.json:1: /program/functions/main/body/0/lgo: unknown statement \"lgo\"") !=
        std::string::npos);
  CHECK(
      refusal(file_of(R"(, "patern": 1)", "")) ==
      "scenarios/stories/some_family/my-story.json: /patern: unknown field \"patern\"; expected variant, story, asked, "
      "source, predictions, pattern or program; did you mean \"pattern\"?");
  CHECK(refusal(file_of(R"(, "pattern": 99)", "")).find("/pattern: no such row") != std::string::npos);
  CHECK(refusal(R"({"variant": "naive", "story": "s", "asked": "a"})").find("the field \"program\" is missing") !=
        std::string::npos);
}

TEST_CASE("a program that runs without end is stopped, and that is a failure that is seen") {
  const scenario it = scenario_of(R"({"variant": "naive", "story": "s", "asked": "a", "program": {"functions": {
    "main": {"kind": "coroutine", "body": [{"await": {"call": "main"}}]}}, "requests": [{"at": 0, "call": "main"}]}})");
  CHECK(run(it, index_of("rules")).unhandled > 0);
}

}  // namespace ctxlab::scenarios
