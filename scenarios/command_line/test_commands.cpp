// The command line's words, and the record that it writes.
#include <sys/resource.h>
#include <sys/stat.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <csignal>
#include <fstream>
#include <iostream>
#include <sstream>

#include "scenarios/command_line/choose.hpp"
#include "scenarios/command_line/commands.hpp"
#include "scenarios/command_line/table.hpp"
#include "scenarios/records/envelope.hpp"
#include "scenarios/records/temporary_folder.hpp"
#include "scenarios/records/whole_file.hpp"
#include "scenarios/suite/json_lines.hpp"
#include "scenarios/suite/run_record.hpp"
#include "schemes/runtime/testing/catch.hpp"

using namespace ctxlab;
using namespace ctxlab::scenarios;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::Equals;
using Catch::Matchers::StartsWith;

namespace {

// A folder of its own, gone with it.
struct folder : temporary_folder {
  folder() : temporary_folder("ctxlab") {}
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path), {}));
  }
};

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

struct small_run {
  selection of{commands::choose_schemes({}), commands::choose_scenarios({"linear/incomplete", "gather/naive"})};
  observations observed;
  small_run() {
    for (const std::size_t each : of.scenarios) {
      auto& row = observed.emplace_back();
      for (const std::size_t scheme : of.schemes) row.push_back(observe(all_scenarios()[each], scheme));
    }
  }
};

// What `ctxlab run` with these words prints.
std::string printed(const std::string& words) {
  CLI::App app;
  commands::add_run(app);
  std::ostringstream out;
  std::streambuf* const before = std::cout.rdbuf(out.rdbuf());
  try {
    app.parse("run " + words);
  } catch (...) {
    std::cout.rdbuf(before);
    throw;
  }
  std::cout.rdbuf(before);
  return out.str();
}

}  // namespace

TEST_CASE("scenarios are chosen by name, by family and by pattern, each once, in the suite's order") {
  CHECK(commands::choose_scenarios({}).size() == all_scenarios().size());
  const auto chains = commands::choose_scenarios({"linear/chain-*", "linear/chain-8"});
  REQUIRE(chains.size() == 3);
  CHECK(all_scenarios()[chains[0]].name == "linear/chain-1");
  CHECK(all_scenarios()[chains[1]].name == "linear/chain-8");
  CHECK(all_scenarios()[chains[2]].name == "linear/chain-64");
  for (const std::size_t each : commands::choose_scenarios({"gather"})) CHECK(all_scenarios()[each].family == "gather");
}

TEST_CASE("a name that is not there is answered with those that are, the nearest first") {
  CHECK_THROWS_WITH(commands::choose_scenarios({"linear/incomplet"}), ContainsSubstring("linear/incomplete, "));
  CHECK_THROWS_WITH(commands::choose_scenarios({"gathr"}), ContainsSubstring("the nearest are gather, "));
  CHECK_THROWS_AS(commands::choose_scenarios({""}), commands::unusable);
  CHECK_THROWS_WITH(commands::choose_schemes({"none", "snapshoot"}), ContainsSubstring("the schemes are snapshot, "));
  CHECK_THROWS_WITH(commands::choose_scenarios({"catalogue/0"}), ContainsSubstring("the nearest are catalogue/0"));
  CHECK_THROWS_AS(commands::choose_schemes({"*"}), commands::unusable);
}

TEST_CASE("a command that is not there is answered with those that are") {
  const std::vector<std::string> all = {"list", "run", "replay"};
  CHECK_NOTHROW(commands::expect_command(all, "run"));
  CHECK_NOTHROW(commands::expect_command(all, "--help"));
  CHECK_THROWS_WITH(commands::expect_command(all, "runn"),
                    Equals("no command is called \"runn\"; the commands are run, list, replay"));
  CHECK_THROWS_WITH(commands::expect_command(all, ""), ContainsSubstring("the commands are list, run, replay"));
}

TEST_CASE("schemes are chosen in the order of the one list") {
  const std::string first(scheme_cards()[0].name), second(scheme_cards()[1].name);
  CHECK(commands::choose_schemes({second, first, second}) == std::vector<std::size_t>{0, 1});
}

TEST_CASE("a record holds what its readers are promised, and says last that it is complete") {
  const small_run run;
  const json record = run_record(run.of, run.observed);
  CHECK(record["schema"] == "ctxlab.run");
  CHECK(record["version"] == 2);
  CHECK(record["schemes"].size() == run.of.schemes.size());
  REQUIRE(record["scenarios"].size() == 2);
  CHECK(record["scenarios"][1]["name"] == "gather/naive");
  CHECK(record["scenarios"][1]["file"] == "scenarios/stories/gather/two.cpp");
  CHECK(record["observations"].size() == 2 * run.of.schemes.size());
  for (const char* key : {"date", "commit", "dirty", "compiler", "flags", "processor", "cores", "system"})
    CHECK(record["provenance"].contains(key));
  CHECK_THAT(record["provenance"]["date"].get<std::string>(), Catch::Matchers::Matches("....-..-..T..:..:..Z"));
  CHECK((--record.end()).key() == "complete");
  for (const json& each : record["observations"]) {
    std::int64_t lines = 0;
    for (const auto& [kind, count] : each["lines"].items()) lines += count.get<std::int64_t>();
    std::int64_t logged = 0, turns = 0;
    for (const json& event : each["trace"]) {
      logged += event[0] == "log";
      turns += event[0] == "turn";
    }
    CHECK(lines == logged);
    CHECK(each["turns"]["total"] == turns);
  }
}

TEST_CASE("a record is written whole, over one that is there, and leaves no other file") {
  const folder here;
  const std::filesystem::path file = here.path / "run.json";
  records::write_record({{"old", true}}, file);
  records::write_record({{"new", true}}, file);
  CHECK(read(file) == "{\"new\":true}\n");
  CHECK(here.files() == 1);
  std::filesystem::create_symlink(file, here.path / "link.json");
  records::write_record({{"newer", true}}, here.path / "link.json");
  CHECK(read(file) == "{\"newer\":true}\n");
  CHECK(std::filesystem::is_symlink(here.path / "link.json"));
}

TEST_CASE("a record that cannot be written says so in one line and leaves nothing") {
  const folder here;
  const auto refused = [&](const std::filesystem::path& to, const std::string& why) {
    INFO(to);
    CHECK_THROWS_WITH(records::write_record({{"a", 1}}, to), StartsWith(to.string() + ": cannot be written (" + why));
  };
  refused(here.path / "missing" / "run.json", "No such file or directory");
  refused(here.path, "it is a directory");
  CHECK(here.files() == 0);
  // A device that is full: nothing is put in its place.
  refused("/dev/full", "No space left on device");
  struct stat found {};
  REQUIRE(stat("/dev/full", &found) == 0);
  CHECK(S_ISCHR(found.st_mode));
}

TEST_CASE("a record that does not fit leaves the old one as it was, and no part of itself") {
  const folder here;
  const std::filesystem::path file = here.path / "run.json";
  records::write_record({{"old", true}}, file);
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1000, before.rlim_max};
  REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
  CHECK_THROWS_WITH(records::write_record({{"much", std::string(5000, 'x')}}, file),
                    ContainsSubstring("File too large"));
  REQUIRE(setrlimit(RLIMIT_FSIZE, &before) == 0);
  std::signal(SIGXFSZ, handler);
  CHECK(read(file) == "{\"old\":true}\n");
  CHECK(here.files() == 1);
}

TEST_CASE("the table is plain or coloured, marks wrong counts, and says how to read it") {
  const small_run run;
  std::ostringstream plain, coloured;
  print_table(plain, run.of, run.observed, false);
  print_table(coloured, run.of, run.observed, true);
  CHECK(plain.str().find('\033') == std::string::npos);
  CHECK(coloured.str().find("\033[31m") != std::string::npos);
  CHECK_THAT(plain.str(), ContainsSubstring("  naive "));
  CHECK_THAT(plain.str(), ContainsSubstring("2l 1k 2t"));
  CHECK_THAT(plain.str(), ContainsSubstring("ok: every line is charged to its owner"));
}

TEST_CASE("nothing is run for a record whose folder is not there") {
  const folder here;
  CHECK_NOTHROW(records::expect_folder_of(here.path / "run.json"));
  CHECK_NOTHROW(records::expect_folder_of("run.json"));
  const std::filesystem::path lost = here.path / "missing" / "run.json";
  CHECK_THROWS_WITH(records::expect_folder_of(lost),
                    Equals(lost.string() + ": cannot be written (No such file or directory); name a file in a "
                                           "directory that exists and may be written to"));
}

TEST_CASE("run --log writes the lines to its file beside the table, or in place of it, and all or nothing") {
  const std::string words = "--scenario linear/incomplete ";
  const std::string there = printed(words + "--log -");
  // Each scheme has the story's two lines, the competing request's seven and fourteen ticks at the least.
  CHECK(parsed(there).size() >= 23 * scheme_cards().size());
  const folder here;
  const std::string file = here.path / "lines.jsonl";
  CHECK(printed(words + "--log " + file).find("ok: every line") != std::string::npos);
  // Contexts are numbered on; all else is as before.
  std::vector<json> first = parsed(there), second = parsed(read(file));
  for (auto* lines : {&first, &second})
    for (json& each : *lines) each.erase("id");
  CHECK(first == second);
  std::filesystem::remove(file);
  CHECK_THROWS_WITH(printed(words + "--log " + (here.path / "missing" / "lines.jsonl").string()),
                    ContainsSubstring("lines.jsonl: cannot be written (No such file or directory)"));
  CHECK_THROWS_AS(printed(words + "--log - --json -"), commands::unusable);
  CHECK(here.files() == 0);
}
