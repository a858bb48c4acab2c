// The catalogue's rows that a program can tell: in each scheme they do what their stories in C++ do.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/programs/format/entries.hpp"
#include "scenarios/programs/machine/program_runner.hpp"
#include "scenarios/suite/patterns.hpp"
#include "scenarios/suite/runner.hpp"
#include "schemes/runtime/testing/catch.hpp"

namespace ctxlab::programs {
namespace {

using nlohmann::json;
using scenarios::variant;

const std::filesystem::path folder = "scenarios/programs/catalogue";

// From the catalogue's `w g`, and from what it says of each row: the line that shows the pattern, whose it is, and
// whose name it gets instead; and the parts that are played by the schemes in which it does.
struct decisive {
  int number;
  const char* line;
  const char* wanted;
  const char* got;
  std::set<std::string_view> wrong_in;
};

const std::vector<decisive>& told_as_programs() {
  static const char* const none = scenarios::sentinel.c_str();
  static const std::vector<decisive> rows = {
      {1, "went on", "r1", none, {"rules"}},
      {2, "next event", none, "r1", {"rules"}},
      {3, "another timer", none, "r1", {"rules"}},
      {4, "has fired", "r1", none, {"rules"}},
      {5, "next event", none, "r1", {"rules"}},
      {6, "expired", "timer", "r1", {"rules"}},
      {7, "next event", none, "r1", {"rules"}},
      {8, "op2", "r1", none, {"rules"}},
      {9, "dropped", none, "r1", {"rules", "alternative"}},
  };
  return rows;
}

const scenarios::scenario& story_of(int row, variant kind) {
  for (const scenarios::scenario& each : scenarios::all_scenarios())
    if (each.pattern == row && each.kind == kind) return each;
  FAIL("row " << row << " is not told as " << scenarios::name_of(kind));
  return scenarios::all_scenarios().front();
}

std::filesystem::path file_of(const scenarios::scenario& story) {
  return folder / (std::string(story.name.substr(story.name.find('/') + 1)) + ".json");
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream from(file, std::ios::binary);
  REQUIRE(from);
  return {std::istreambuf_iterator<char>(from), {}};
}

entry read(const std::filesystem::path& file) { return read_entry(text_of(file), file, 1, true); }

// Lines, turns and warnings, which both write alike. How requests end is left out: a story may set a timer that is no
// part of its request, where a program has to have it in a coroutine that waits.
bool compared(const json& event) { return event[0] == "log" || event[0] == "turn" || event[0] == "warn"; }

// What the story did, without the surroundings.
json done_by(const scenarios::scenario& story, std::size_t scheme) {
  json all = json::array();
  for (const scenarios::event& each : scenarios::run(story, scheme, {.alone = true}).trace) {
    json event = json::array();
    for (const scenarios::field& part : each) std::visit([&](const auto& value) { event.push_back(value); }, part);
    if (compared(event)) all.push_back(std::move(event));
  }
  return all;
}

json done_by(const entry& it, std::size_t scheme) {
  trace done;
  make_program_runner(scheme)->run(it.what, {}, done);
  REQUIRE(done.stopped == bound::none);
  json all = json::array();
  for (json& event : to_json(done, it.what))
    if (compared(event)) all.push_back(std::move(event));
  return all;
}

bool some_line_wrong(const json& done) {
  return std::any_of(done.begin(), done.end(), [](const json& e) { return e[0] == "log" && e[2] != e[3]; });
}

bool some_turn_leaked(const json& done) {
  return std::any_of(done.begin(), done.end(),
                     [](const json& e) { return e[0] == "turn" && e[2] != scenarios::sentinel; });
}

std::string wanted_and_got(const std::string& wanted, const std::string& got) { return "w " + wanted + " g " + got; }

// As the catalogue writes it, of each time that the line of `row` was logged.
std::vector<std::string> wanted_and_got(const decisive& row, const json& done) {
  std::vector<std::string> found;
  for (const json& event : done)
    if (event[0] == "log" && event[1] == row.line) found.push_back(wanted_and_got(event[3], event[2]));
  return found;
}

}  // namespace

TEST_CASE("each program of the catalogue is one of its rows, in that row's words, and none is left over") {
  std::set<std::filesystem::path> expected, there;
  for (const decisive& row : told_as_programs()) {
    for (const variant kind : {variant::naive, variant::remedy}) {
      const scenarios::scenario& story = story_of(row.number, kind);
      const std::filesystem::path file = file_of(story);
      INFO(file);
      expected.insert(file);
      const json document = json::parse(text_of(file));
      CHECK(document["id"] == file.stem().string());
      CHECK(document["story"] == story.story);
      CHECK(document["source"] == scenarios::patterns.at(static_cast<std::size_t>(row.number - 1)).source);
    }
  }
  for (const auto& each : std::filesystem::directory_iterator(folder)) there.insert(each.path());
  CHECK(there == expected);
}

TEST_CASE("a row told as a program goes wrong in those schemes that the catalogue says, and its remedy in none") {
  for (const decisive& row : told_as_programs()) {
    for (const variant kind : {variant::naive, variant::remedy}) {
      const entry it = read(file_of(story_of(row.number, kind)));
      int schemes = 0;
      for (std::size_t scheme = 0; scheme != scheme_cards().size(); ++scheme) {
        const scheme_card& card = scheme_cards()[scheme];
        if (!card.in_format) continue;
        ++schemes;
        INFO(it.file << " under " << card.name);
        const bool wrong = kind == variant::naive && row.wrong_in.contains(card.role);
        const json done = done_by(it, scheme);
        CHECK(wanted_and_got(row, done) == std::vector{wanted_and_got(row.wanted, wrong ? row.got : row.wanted)});
        if (kind == variant::naive) continue;
        CHECK_FALSE(some_line_wrong(done));
        CHECK_FALSE(some_turn_leaked(done));
      }
      CHECK(schemes == 3);
    }
  }
}

// Those that the format does not know play programs, too.
TEST_CASE("a row told as a program gives the lines, turns and warnings of its story in C++, in every scheme") {
  for (const decisive& row : told_as_programs()) {
    for (const variant kind : {variant::naive, variant::remedy}) {
      const scenarios::scenario& story = story_of(row.number, kind);
      const entry it = read(file_of(story));
      for (std::size_t scheme = 0; scheme != scheme_cards().size(); ++scheme) {
        INFO(it.file << " under " << scheme_cards()[scheme].name);
        CHECK(done_by(it, scheme) == done_by(story, scheme));
      }
    }
  }
}

// A program cannot make the language's scheme get a line wrong: its scopes close themselves, its callbacks bring the
// context they were added in, and a line's owner is known from the text.
TEST_CASE("the rows that no program tells go wrong in the language's scheme, or in no line at all") {
  std::set<int> told;
  for (const decisive& row : told_as_programs()) told.insert(row.number);
  for (const scenarios::pattern& row : scenarios::patterns) {
    INFO(row.number);
    bool line_wrong = false;
    for (std::size_t scheme = 0; scheme != scheme_cards().size(); ++scheme)
      if (scheme_cards()[scheme].role == "language")
        line_wrong = some_line_wrong(done_by(story_of(row.number, variant::naive), scheme));
    CHECK(told.contains(row.number) == (!line_wrong && row.shown_by == "lines"));
  }
}

}  // namespace ctxlab::programs
