// A program is made smaller until no step keeps what it shows.
#include <nlohmann/json.hpp>

#include "scenarios/programs/format/fragment.hpp"
#include "scenarios/programs/format/reader.hpp"
#include "scenarios/programs/reduce/reduce.hpp"
#include "schemes/runtime/testing/catch.hpp"

namespace ctxlab::programs {
namespace {

using nlohmann::json;

json least(const json& from, const std::function<bool(const std::string&)>& keeps_text) {
  return reduce(
             from, [&](const json& each) { return keeps_text(each.dump()); }, [](std::size_t) {})
      .program;
}

bool holds(const std::string& text, const char* part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("What is left is what the property needs") {
  const json from = json::parse(R"({"functions": {
    "main": {"kind": "coroutine", "body": [
      {"log": "a"},
      {"with": "c", "do": [{"repeat": 3, "do": [{"await": {"yieldable": {"gather": [{"call": "other"}, {"wait": "q"}]}}}]}]},
      {"try": [{"fire": "q"}], "except": [{"log": "b"}]}]},
    "other": {"kind": "coroutine", "body": [{"log": "c"}]},
    "never": {"kind": "plain", "body": []}},
    "requests": [{"at": 0, "call": "main"}, {"at": 1, "call": "main"}]})");
  CHECK(least(from, [](const std::string& text) { return holds(text, "\"wait\""); }) == json::parse(R"({"functions": {
    "main": {"kind": "coroutine", "body": [{"await": {"wait": "q"}}]}}, "requests": [{"at": 0, "call": "main"}]})"));
  CHECK(least(from, [](const std::string& text) { return holds(text, "\"fire\""); }) == json::parse(R"({"functions": {
    "main": {"kind": "coroutine", "body": [{"fire": "q"}]}}, "requests": [{"at": 0, "call": "main"}]})"));
  CHECK(least(from, [](const std::string& text) { return holds(text, "\"with\"") && holds(text, "\"log\":\"c\""); }) ==
        json::parse(R"({"functions": {
    "main": {"kind": "coroutine", "body": [{"with": "c", "do": [{"await": {"call": "other"}}]}]},
    "other": {"kind": "coroutine", "body": [{"log": "c"}]}}, "requests": [{"at": 0, "call": "main"}]})"));
}

TEST_CASE("Every program that is tried can be read, and the last keeps what the first shows") {
  const json from = as_json(parse("aR(lGsYqav)|w(eB(w(aYq)))f"));
  std::size_t tried = 0;
  const auto shows = [&](const json& each) {
    ++tried;
    read_program(each, "");
    return size_of(each) >= 8;
  };
  const reduced found = reduce(from, shows, [](std::size_t) {});
  CHECK(size_of(found.program) >= 8);
  CHECK(size_of(found.program) < size_of(from));
  CHECK(tried > 0);
  CHECK(found.tried >= tried);
}

}  // namespace ctxlab::programs
