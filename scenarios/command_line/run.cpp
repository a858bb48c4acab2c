#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "scenarios/command_line/choose.hpp"
#include "scenarios/command_line/commands.hpp"
#include "scenarios/command_line/table.hpp"
#include "scenarios/records/envelope.hpp"
#include "scenarios/records/whole_file.hpp"
#include "scenarios/suite/run_record.hpp"

namespace ctxlab::commands {
namespace {

using namespace scenarios;

struct options {
  std::vector<std::string> schemes;
  std::vector<std::string> scenarios;
  std::string file;
  std::string log;
  std::string reactor = "virtual";
};

void run_all(const options& asked) {
  if (asked.file == "-" && asked.log == "-")
    throw unusable("--json and --log both go to standard output; name a file for one of them");
  const selection chosen{choose_schemes(asked.schemes), choose_scenarios(asked.scenarios)};
  for (const std::string& file : {asked.file, asked.log})
    if (!file.empty() && file != "-") records::expect_folder_of(file);
  observations observed;
  for (const std::size_t each : chosen.scenarios) {
    auto& row = observed.emplace_back();
    for (const std::size_t scheme : chosen.schemes)
      row.push_back(observe(all_scenarios()[each], scheme, asked.reactor == "asio", !asked.log.empty()));
  }
  if (asked.file == "-")
    std::cout << run_record(chosen, observed).dump() << '\n';
  else if (asked.log == "-")
    std::cout << log_lines(chosen, observed);
  else
    print_table(std::cout, chosen, observed, isatty(STDOUT_FILENO) != 0);
  if (!asked.file.empty() && asked.file != "-") records::write_record(run_record(chosen, observed), asked.file);
  if (!asked.log.empty() && asked.log != "-") records::write_whole(log_lines(chosen, observed), asked.log);
}

}  // namespace

void add_run(CLI::App& to) {
  CLI::App* const run = to.add_subcommand("run", "Run scenarios under schemes, and show what went wrong.");
  const auto asked = std::make_shared<options>();
  add_schemes_option(*run, asked->schemes, "Only this scheme; may be given again (default: all)");
  run->add_option("--scenario", asked->scenarios, "A scenario, a family or a pattern of names; all, if none is named")
      ->type_name("NAME")
      ->allow_extra_args(false);
  run->add_option("--json", asked->file, "Write the record there (- for standard output, in place of the table)")
      ->type_name("FILE");
  run->add_option("--log", asked->log,
                  "Write the log lines there, as JSON lines for a log search (- for standard output, in place of the "
                  "table)")
      ->type_name("FILE");
  run->add_option("--reactor", asked->reactor,
                  "virtual: time jumps to the next timed call; asio: it passes, a tick is a millisecond")
      ->check(CLI::IsMember({"virtual", "asio"}))
      ->capture_default_str();
  run->footer(
      "Examples:\n"
      "  ctxlab run\n"
      "  ctxlab run --scenario gather --scenario 'linear/chain-*'\n"
      "  ctxlab run --scheme " +
      std::string(scheme_cards().front().name) +
      " --scenario linear/incomplete --json run.json\n"
      "  ctxlab run --scenario foreign --log lines.jsonl\n"
      "    and then, for one: grep '\"context\":\"r1\"' lines.jsonl");
  run->callback([asked] { run_all(*asked); });
}

}  // namespace ctxlab::commands
