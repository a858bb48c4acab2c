// What is wrong with a program is one line: where, what was expected, and the nearest name.
#include "scenarios/programs/format/bounds.hpp"
#include "scenarios/programs/format/entries.hpp"
#include "schemes/runtime/testing/catch.hpp"

namespace ctxlab::programs {
namespace {

// What is said of a text.
std::string said_of(const std::string& text, bool bare = true) {
  try {
    read_entry(text, "f.json", 1, bare);
  } catch (const bad_text& wrong) {
    const std::string line = complaint("f.json", wrong);
    CHECK(line.find('\n') == std::string::npos);
    return line;
  }
  return "nothing";
}

std::string coroutine_of(const std::string& body) {
  return R"({"functions":{"main":{"kind":"coroutine","body":[)" + body + R"(]}},"requests":[{"at":0,"call":"main"}]})";
}
std::string plain_of(const std::string& body) {
  return R"({"functions":{"main":{"kind":"plain","body":[)" + body + R"(]}},"requests":[{"at":0,"call":"main"}]})";
}

const std::string at_first = "f.json:1: /functions/main/body/0";

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

}  // namespace

TEST_CASE("a good program is read") { CHECK(said_of(coroutine_of(R"({"log":"x"})")) == "nothing"); }

TEST_CASE("an unknown statement is placed and its nearest offered") {
  const std::string said = said_of(coroutine_of(R"({"lgo":"x"})"));
  CHECK_THAT(said, StartsWith(at_first + "/lgo: unknown statement \"lgo\"; expected log, with,"));
  CHECK_THAT(said, ContainsSubstring("did you mean \"log\"?"));
}

TEST_CASE("an unknown expression is placed and its nearest offered") {
  const std::string said = said_of(coroutine_of(R"({"await":{"slep":1}})"));
  CHECK_THAT(said, StartsWith(at_first + "/await/slep: unknown expression \"slep\""));
  CHECK_THAT(said, ContainsSubstring("did you mean \"sleep\"?"));
}

TEST_CASE("an unknown function is placed and its nearest offered") {
  CHECK(said_of(coroutine_of(R"({"await":{"call":"mian"}})")) ==
        at_first + "/await/call: no function is named \"mian\"; did you mean \"main\"?");
  CHECK(said_of(coroutine_of(R"({"await":{"then":{"succeed":true},"do":"mani"}})")) ==
        at_first + "/await/do: no function is named \"mani\"; did you mean \"main\"?");
}

TEST_CASE("an unknown function in a request") {
  CHECK(said_of(R"({"functions":{"main":{"kind":"plain","body":[]}},"requests":[{"at":0,"call":"man"}]})") ==
        "f.json:1: /requests/0/call: no function is named \"man\"; did you mean \"main\"?");
}

TEST_CASE("the key that nobody knows is blamed, with the statement's own form") {
  CHECK_THAT(said_of(coroutine_of(R"({"repat":3,"do":[]})")),
             StartsWith(at_first + "/repat: unknown statement \"repat\""));
  CHECK_THAT(said_of(coroutine_of(R"({"await":{"timeot":{"wait":"q"},"after":1}})")),
             StartsWith(at_first + "/await/timeot: unknown expression \"timeot\""));
  CHECK(said_of(coroutine_of(R"({"log":"x","fro":"r2"})")) ==
        at_first + "/fro: unknown field \"fro\"; expected {\"log\": L[, \"for\": O or null]}");
}

TEST_CASE("no context is named as if it were none") {
  for (const char* statement : {R"({"with":"sentinel","do":[]})", R"({"preserve":"sentinel","do":[]})",
                                R"({"eval":{"request":"main","in":"sentinel"}})"})
    CHECK_THAT(said_of(coroutine_of(statement)), ContainsSubstring("a context cannot be named \"sentinel\""));
  CHECK(said_of(coroutine_of(R"({"log":"sentinel"})")) == "nothing");
}

TEST_CASE("an unknown field, and a missing one") {
  CHECK(said_of(coroutine_of(R"({"with":"r","od":[]})")) ==
        at_first + "/od: unknown field \"od\"; expected {\"with\": C, \"do\": [...]}; did you mean \"do\"?");
  CHECK(said_of(coroutine_of(R"({"with":"r"})")) == at_first + ": the field \"do\" is missing");
  CHECK_THAT(said_of(R"({"functions":{"main":{"kind":"plain","boby":[]}},"requests":[{"at":0,"call":"main"}]})"),
             StartsWith("f.json:1: /functions/main/boby: unknown field \"boby\"") &&
                 ContainsSubstring("did you mean \"body\"?"));
}

TEST_CASE("an unknown kind of function") {
  CHECK(said_of(R"({"functions":{"main":{"kind":"corutine","body":[]}},"requests":[{"at":0,"call":"main"}]})") ==
        "f.json:1: /functions/main/kind: unknown kind \"corutine\"; expected coroutine or plain; did you mean "
        "\"coroutine\"?");
}

TEST_CASE("an await in a plain function, and a return in a coroutine or before the end") {
  CHECK_THAT(said_of(plain_of(R"({"await":{"sleep":1}})")), StartsWith(at_first + ": an await in a plain function"));
  CHECK_THAT(said_of(coroutine_of(R"({"return":{"sleep":1}})")), StartsWith(at_first + ": a return in a coroutine"));
  CHECK_THAT(said_of(plain_of(R"({"return":{"sleep":1}},{"log":"x"})")),
             StartsWith(at_first + ": a return before the end"));
  CHECK_THAT(said_of(plain_of(R"({"with":"r","do":[{"return":{"sleep":1}}]})")),
             StartsWith(at_first + "/do/0: a return before the end"));
}

TEST_CASE("times and amounts are whole, not below zero, and not too large") {
  CHECK(said_of(coroutine_of(R"({"await":{"sleep":-1}})")) ==
        at_first + "/await/sleep: expected a time from 0 to 1000000000000, found -1");
  CHECK(said_of(coroutine_of(R"({"cpu":1.5})")) ==
        at_first + "/cpu: expected an amount of CPU time, a whole number, found the number 1.5");
  CHECK(said_of(coroutine_of(R"({"fetch":1000000000001})")) ==
        at_first + "/fetch: expected a number of events from 0 to 1000000000000, found 1000000000001");
  CHECK_THAT(said_of(coroutine_of(R"({"db":{"sched":0,"txn":18446744073709551615}})")),
             StartsWith(at_first + "/db/txn: expected a time from 0"));
  CHECK_THAT(said_of(coroutine_of(R"({"fetch":1e400})")), ContainsSubstring("not JSON"));
}

TEST_CASE("a number where a name belongs, and the other way round") {
  CHECK(said_of(coroutine_of(R"({"with":3,"do":[]})")) ==
        at_first + "/with: expected the name of a context, which is text, found the number 3");
  CHECK(said_of(coroutine_of(R"({"fire":["q"]})")) ==
        at_first + "/fire: expected the name of a queue, which is text, found a list");
  CHECK(said_of(coroutine_of(R"({"await":{"sleep":"2"}})")) ==
        at_first + "/await/sleep: expected a time, a whole number, found \"2\"");
  CHECK(said_of(coroutine_of(R"({"gc":false})")) == at_first + "/gc: expected true after \"gc\", found false");
}

TEST_CASE("a statement where an expression belongs, and the other way round") {
  CHECK(said_of(coroutine_of(R"({"sleep":2})")) == at_first + ": expected a statement, found the expression \"sleep\"");
  CHECK(said_of(coroutine_of(R"({"await":{"log":"x"}})")) ==
        at_first + "/await: expected a expression, found the statement \"log\"");
  CHECK(said_of(coroutine_of(R"({"log":"x","fire":"q"})")) ==
        at_first + ": expected one statement, found both \"log\" and \"fire\"");
  CHECK(said_of(coroutine_of("{}")) == at_first + ": expected a statement, found an empty object");
  CHECK(said_of(coroutine_of("3")) == at_first + ": expected a statement, which is an object, found the number 3");
}

TEST_CASE("a missing request") {
  CHECK_THAT(said_of(R"({"functions":{},"requests":[]})"), StartsWith("f.json:1: /requests: expected at least one"));
  CHECK(said_of(R"({"functions":{}})") == "f.json:1: the field \"requests\" is missing");
}

TEST_CASE("text that is not JSON, not UTF-8, or says a key twice") {
  CHECK_THAT(said_of("not json"), StartsWith("f.json:1: not JSON at column "));
  CHECK_THAT(said_of(R"({"functions":)"), StartsWith("f.json:1: not JSON at column "));
  CHECK(said_of(coroutine_of("{\"log\":\"\xff\"}")) == "f.json:1: not UTF-8 at column 58: expected text in UTF-8");
  CHECK(said_of(coroutine_of(R"({"log":"x","log":"y"})")) ==
        at_first + "/log: the key \"log\" again; expected each key once");
}

// The parser ends at a zero byte and skips a byte order mark without a word; the fuzzer found what came of it.
TEST_CASE("a zero byte and a byte order mark are refused") {
  using namespace std::string_literals;
  const std::string good = coroutine_of(R"({"log":"x"})");
  CHECK(said_of(good + "\0}\0"s) ==
        "f.json:1: not JSON at column " + std::to_string(good.size() + 1) + ": a zero byte; expected text");
  CHECK(said_of("\xef\xbb\xbf" + good) == "f.json:1: a byte order mark at column 1; expected UTF-8 without one");
}

TEST_CASE("a line of many needs an id and a program") {
  CHECK(said_of(R"({"program":{}})", true) == said_of(R"({"id":"f","program":{}})", true));  // a story's file
  CHECK(said_of(R"({"program":{}})", false) == "f.json:1: the field \"id\" is missing");
  CHECK(said_of(R"({"id":"a","progam":{}})", false) ==
        "f.json:1: the field \"program\" is missing; did you mean it by \"progam\"?");
  CHECK_THAT(said_of(R"({"id":"a","program":{"functions":{},"requests":3}})", false),
             StartsWith("f.json:1: /program/requests: expected a list"));
}

TEST_CASE("the line of the place is told in a program of many lines") {
  CHECK_THAT(said_of("{\n \"functions\": {\"main\": {\"kind\": \"plain\",\n  \"body\": [\n   {\"log\": \"x\"},\n   "
                     "{\"log\": 3}]}},\n \"requests\": [{\"at\": 0, \"call\": \"main\"}]\n}"),
             StartsWith("f.json:5: /functions/main/body/1/log: expected a log text"));
}

TEST_CASE("the lines of many places are told by reading once") {
  const std::string text = "{\n\"a\": [1,\n\n2, 3],\n\"b\":\n{\"c\": 4}}";
  CHECK(lines_of(text, {"/b", "/a/2", "/a/0", "/nowhere"}) ==
        std::map<std::string, std::size_t>{{"/a/0", 2}, {"/a/2", 4}, {"/b", 6}});
  CHECK(line_of(text, "/b/c") == 6);
  CHECK(line_of(text, "/nowhere") == 1);
}

TEST_CASE("a name with a slash or a tilde is escaped in the place") {
  CHECK_THAT(said_of(R"({"functions":{"a/b~c":{"kind":"plain","body":[3]}},"requests":[{"at":0,"call":"a/b~c"}]})"),
             StartsWith("f.json:1: /functions/a~1b~0c/body/0: "));
}

TEST_CASE("nesting and size are bounded") {
  std::string deep, deep_end;
  for (std::size_t i = 0; i <= text_bounds::nesting; ++i) {
    deep += R"({"with":"r","do":[)";
    deep_end += "]}";
  }
  CHECK_THAT(said_of(coroutine_of(deep + deep_end)),
             ContainsSubstring("nested too deep; expected at most 64 statements"));

  CHECK(said_of(std::string(1'000'000, '[')) == "f.json:1: nested too deep; expected at most 256 levels of JSON");

  std::string many = R"({"log":"x"})";
  for (std::size_t i = 0; i != text_bounds::parts; ++i) many += R"(,{"log":"x"})";
  CHECK_THAT(said_of(coroutine_of(many)), ContainsSubstring("the program is too large; expected at most 100000 "));

  CHECK_THAT(said_of(coroutine_of(R"({"log":")" + std::string(1001, 'x') + "\"}")),
             StartsWith(at_first + "/log: expected a log text of at most 1000 bytes, found 1001"));

  std::string variables;
  for (int i = 0; i <= 1000; ++i) variables += std::string(i ? "," : "") + R"({"drop":"v)" + std::to_string(i) + "\"}";
  CHECK(said_of(coroutine_of(variables)) ==
        "f.json:1: /functions/main/body/1000/drop: too many variables; expected at most 1000 in a function");
}

}  // namespace ctxlab::programs
