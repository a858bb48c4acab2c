// Whom a fault is blamed on: the statement in which a slip was made, as two independent programs say which that is.
#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "scenarios/programs/blame/blame.hpp"
#include "scenarios/programs/format/fragment.hpp"
#include "schemes/runtime/testing/catch.hpp"
#include "schemes/scheme_card.hpp"

namespace ctxlab::programs {
namespace {

using nlohmann::json;
using pointer = json::json_pointer;

std::size_t scheme_called(const std::string& name) {
  for (std::size_t i = 0; i != scheme_cards().size(); ++i)
    if (scheme_cards()[i].name == name) return i;
  FAIL("no scheme " << name);
  return 0;
}

// The place of the statement after a line.
std::string after_line(const json& part, const pointer& at, const std::string& label) {
  if (part.is_array())
    for (std::size_t i = 0; i != part.size(); ++i)
      if (part[i].is_object() && part[i].value("log", "") == label) return (at / (i + 1)).to_string();
  std::string found;
  if (part.is_structured())
    for (const auto& [key, value] : part.items()) {
      const pointer below = part.is_array() ? at / std::stoul(key) : at / key;
      if (found.empty()) found = after_line(value, below, label);
    }
  return found;
}

bool is_within(const std::string& place, const std::string& statement) {
  return place == statement || place.starts_with(statement + "/");
}

struct mutant {
  std::string scheme, program, text, slip, line_before, first_wrong, leaked;
};

std::vector<mutant> mutants() {
  std::ifstream file("scenarios/programs/explorer/independent/mutants.txt");
  std::vector<mutant> all;
  for (mutant it;
       file >> it.scheme >> it.program >> it.text >> it.slip >> it.line_before >> it.first_wrong >> it.leaked;)
    all.push_back(it);
  return all;
}

}  // namespace

TEST_CASE("Where one repair alone is possible, the statement that is blamed is the one in which the slip was made") {
  // A mutant that comes of slips in several places can be repaired in each. So can one that is right with the awaited
  // deferred made yieldable at the place that is blamed: from there the slip is more than the four words away that
  // the file has programs of.
  std::map<std::pair<std::string, std::string>, std::set<std::string>> slipped;  // by scheme and text
  for (const mutant& each : mutants())
    slipped[{each.scheme, each.text}].insert(after_line(as_json(parse(each.text)), pointer(), each.line_before));
  std::size_t repaired_in_one = 0, repaired_elsewhere = 0;
  for (const auto& [which, statements] : slipped) {
    const blamed found = blame(as_json(parse(which.second)), scheme_called(which.first));
    INFO(which.first << ' ' << which.second);
    CHECK_FALSE(found.faults.empty());
    repaired_in_one += statements.size() == 1;
    for (const fault& one : found.faults) {
      REQUIRE_FALSE(one.causes.empty());
      const std::string& place = one.causes[0].place;
      if (std::any_of(statements.begin(), statements.end(),
                      [&](const std::string& each) { return is_within(place, each); }))
        continue;
      json repaired = as_json(parse(which.second));
      json& awaited = repaired.at(pointer(place)).at("await");
      awaited = json{{"yieldable", json(awaited)}};
      CHECK(blame(repaired, scheme_called(which.first)).faults.empty());
      ++repaired_elsewhere;
    }
  }
  CHECK(repaired_elsewhere < 20);
  CHECK(slipped.size() > 1'000);
  CHECK(repaired_in_one > 1'000);
}

TEST_CASE("A fault names the context that was found, who made it, and the place without which it is gone") {
  const json program = as_json(parse("w(es)"));
  const blamed found = blame(program, scheme_called("clear-on-incomplete"));
  REQUIRE(found.faults.size() == 2);
  CHECK(found.faults[0].found == "sentinel");
  CHECK(found.faults[0].makers.empty());
  CHECK(found.faults[1].found == "c1");
  CHECK(found.faults[1].makers == std::vector<std::string>{"/functions/f1/body/1"});
  for (const fault& each : found.faults) {
    REQUIRE(each.causes.size() == 1);
    CHECK(each.causes[0].place == "/functions/f1/body/1/do/1");
    CHECK(each.since[0] == 2);  // after l1 and l2
  }
  CHECK(blame(program, scheme_called("preserve-caller")).faults.empty());
}

TEST_CASE("A function that cannot be judged as a whole is nobody's cause") {
  const json program = json::parse(R"({"functions": {
    "f": {"kind": "coroutine", "body": [{"with": "c", "do": [{"eval": {"sleep": 1}}, {"log": "x"}]}, {"eval": {"call": "g"}}]},
    "g": {"kind": "plain", "body": [{"eval": {"call": "g"}}]}}, "requests": [{"at": 0, "call": "f"}]})");
  const blamed found = blame(program, scheme_called("clear-on-incomplete"));
  REQUIRE_FALSE(found.faults.empty());
  REQUIRE_FALSE(found.faults[0].causes.empty());
  CHECK(found.faults[0].causes[0].place == "/functions/f/body/0/do/0");
}

}  // namespace ctxlab::programs
