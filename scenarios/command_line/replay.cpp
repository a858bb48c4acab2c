#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>

#include "scenarios/command_line/choose.hpp"
#include "scenarios/command_line/commands.hpp"
#include "scenarios/command_line/output.hpp"
#include "scenarios/programs/format/entries.hpp"
#include "scenarios/programs/machine/replay.hpp"
#include "scenarios/records/goals.hpp"

namespace ctxlab::commands {
namespace {

using namespace programs;
using records::json;

struct options {
  std::vector<std::string> schemes;
  std::vector<std::string> files;
  bool check = false;
  bool time = false;
  double seconds = 1;
  std::string record;
};

std::string name_in_record(const std::string& file) { return std::filesystem::path(file).filename().string(); }

// How fast the explorer's programs are to run, by the scheme that does worst: executions a second.
records::goal speed_goal(const std::vector<speed>& speeds) {
  constexpr std::string_view file = "random-core.jsonl";
  const speed* slowest = nullptr;
  for (const speed& one : speeds)
    if (name_in_record(one.file) == file && (!slowest || one.executions_per_second < slowest->executions_per_second))
      slowest = &one;
  records::goal goal{"replay-speed",
                     fmt::format("programs of {} executed", file),
                     300'000,
                     1'000'000,
                     "a second",
                     "replay --time",
                     records::better::more};
  if (slowest) {
    goal.how = fmt::format("one core, reading excluded; {}, the slowest scheme", slowest->scheme);
    goal.reached = slowest->executions_per_second;
  }
  return goal;
}

json record_of(const std::vector<file_score>& scores, const std::vector<program_score>& each,
               const std::vector<speed>& speeds) {
  json files = json::array();
  for (const file_score& file : scores) {
    json schemes = json::object();
    for (const auto& scheme : file.schemes)
      schemes[std::string(scheme.scheme)] = {{"agreed", scheme.agreed}, {"differed", scheme.differed}};
    files.push_back({{"file", name_in_record(file.file)},
                     {"programs", file.programs},
                     {"unusable", file.unusable},
                     {"schemes", std::move(schemes)}});
  }
  json handmade = json::array();
  for (const program_score& one : each)
    if (name_in_record(one.file) == "handmade.jsonl")
      handmade.push_back({{"id", one.id},
                          {"scheme", one.scheme},
                          {"wrong_lines", one.wrong_lines},
                          {"leaked_turns", one.leaked_turns},
                          {"warnings", one.warnings}});
  std::map<std::pair<std::string, std::string_view>, std::array<std::size_t, 6>> alarms;
  for (const program_score& one : each) {
    const bool right = !one.wrong_lines && !one.leaked_turns;
    const std::size_t level = !one.warnings ? 2 : one.harmless == one.warnings ? 1 : 0;
    ++alarms[{name_in_record(one.file), one.scheme}][3 * right + level];
  }
  json alarmed = json::array();
  for (const file_score& file : scores)
    for (const auto& scheme : file.schemes) {
      const auto& counts = alarms[{name_in_record(file.file), scheme.scheme}];
      alarmed.push_back({{"file", name_in_record(file.file)},
                         {"scheme", scheme.scheme},
                         {"wrong_warned", counts[0]},
                         {"wrong_harmless", counts[1]},
                         {"wrong_silent", counts[2]},
                         {"right_warned", counts[3]},
                         {"right_harmless", counts[4]},
                         {"right_silent", counts[5]}});
    }
  json timed = json::array();
  for (const speed& one : speeds)
    timed.push_back({{"file", name_in_record(one.file)},
                     {"scheme", one.scheme},
                     {"executions_per_second", one.executions_per_second}});
  const std::array goals{speed_goal(speeds)};
  return records::in_envelope("replay", 4,
                              {{"files", std::move(files)},
                               {"handmade", std::move(handmade)},
                               {"alarms", std::move(alarmed)},
                               {"speed", std::move(timed)},
                               {"goals", records::to_json(goals)}});
}

void run(const options& asked) {
  if (!asked.record.empty() && !asked.check) throw unusable("--json needs --check: it records what agreed");
  const replay_wish wish{asked.files, choose_schemes(asked.schemes, by_default::in_format), {}};
  bool well = true;
  std::vector<file_score> scores;
  std::vector<program_score> each;
  std::vector<speed> speeds;
  try {
    if (asked.check) {
      scores = check_traces(wish, std::cout, std::cerr, &each);
      print_scores(scores, std::cout);
      for (const file_score& file : scores) well = well && file.well();
    }
    if (asked.time) {
      speeds = time_programs(wish, asked.seconds, std::cerr);
      for (const speed& one : speeds)
        std::cout << fmt::format("{}: {:<24}{:>10.0f} executions a second ({} programs)\n", one.file, one.scheme,
                                 one.executions_per_second, one.programs);
    }
    if (!asked.check && !asked.time) well = print_traces(wish, std::cout, std::cerr) == 0;
  } catch (const unreadable& wrong) {
    std::cout.flush();
    throw unusable(wrong.what());
  }
  expect_output_written();
  if (!asked.record.empty()) records::write_record(record_of(scores, each, speeds), asked.record);
  if (!well) throw CLI::RuntimeError(1);
}

}  // namespace

void add_replay(CLI::App& to) {
  CLI::App* const replay = to.add_subcommand("replay", "Run scenario programs, and print, check or time their traces.");
  const auto asked = std::make_shared<options>();
  replay->add_option("files", asked->files, "A .jsonl of programs, a .json of one, or - for standard input")
      ->required()
      ->type_name("FILE");
  add_schemes_option(*replay, asked->schemes,
                     "Only this scheme; may be given again (default: all that the format knows)");
  replay->add_flag("--check", asked->check, "Compare with the traces in the files; exit 1 if any differs");
  replay->add_flag("--time", asked->time, "Run the programs again and again, and count executions a second");
  replay->add_option("--seconds", asked->seconds, "How long to time each scheme with each file")
      ->check(CLI::Range(0.01, 3600.0))
      ->capture_default_str();
  replay->add_option("--json", asked->record, "With --check: write a record for the report")->type_name("RECORD");
  replay->footer(
      "Examples:\n"
      "  ctxlab replay scenarios/programs/example.json\n"
      "  ctxlab replay --check scenarios/programs/conformance/*.jsonl\n"
      "  ctxlab replay --time scenarios/programs/conformance/random-core.jsonl");
  replay->callback([asked] { run(*asked); });
}

}  // namespace ctxlab::commands
