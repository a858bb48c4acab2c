#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>

#include "scenarios/command_line/choose.hpp"
#include "scenarios/command_line/commands.hpp"
#include "scenarios/programs/format/entries.hpp"
#include "scenarios/programs/format/nearest.hpp"
#include "scenarios/programs/machine/program_runner.hpp"
#include "scenarios/programs/view/format_page.hpp"
#include "scenarios/programs/view/pseudo_code.hpp"
#include "scenarios/programs/view/timeline.hpp"

namespace ctxlab::commands {
namespace {

using namespace programs;

struct options {
  std::string file;
  std::string id;
  std::vector<std::string> schemes;
  bool format = false;
};

// The program that was asked for; without an id, the only one.
entry find(const options& asked) {
  std::optional<entry> found;
  std::vector<std::string> ids;
  std::string first_complaint;
  try {
    read_entries(
        asked.file,
        [&](entry&& it) {
          ids.push_back(it.id);
          if (!found && (asked.id.empty() || it.id == asked.id)) found = std::move(it);
        },
        [&](const std::string& complaint) {
          if (first_complaint.empty()) first_complaint = complaint;
        });
  } catch (const unreadable& wrong) {
    throw unusable(wrong.what());
  }
  if (found && (!asked.id.empty() || ids.size() == 1)) return std::move(*found);
  if (ids.empty() && !first_complaint.empty()) throw unusable(first_complaint);
  const std::vector<std::string_view> known(ids.begin(), ids.end());
  if (!asked.id.empty())
    throw unusable("no program in " + asked.file + " has the id " + in_quotes(asked.id) +
                   did_you_mean(asked.id, known) + (first_complaint.empty() ? "" : " (" + first_complaint + ")"));
  throw unusable(fmt::format("{} holds {} programs; say which with --id{}", asked.file, ids.size(),
                             ids.empty() ? "" : ", such as --id " + in_quotes(ids.front())));
}

void show(const options& asked) {
  if (asked.format) {
    std::cout << format_page();
    return;
  }
  if (asked.file.empty()) throw unusable("show needs a file of programs, or --format; see ctxlab show --help");
  const auto schemes = choose_schemes(asked.schemes, by_default::in_format);
  const entry it = find(asked);
  std::vector<block> blocks{pseudo_code(it.text)};
  trace done;
  for (const std::size_t scheme : schemes) {
    make_program_runner(scheme)->run(it.compiled, {}, done);
    blocks.push_back(timeline(scheme_cards()[scheme].name, done, it.compiled));
  }
  const bool coloured = isatty(STDOUT_FILENO) != 0;
  std::cout << shown(it.id) << "\n\n";
  print_blocks(blocks, terminal_width(), coloured, std::cout);
}

}  // namespace

void add_show(CLI::App& to) {
  CLI::App* const command = to.add_subcommand("show", "Show one program, and what each scheme makes of it.");
  const auto asked = std::make_shared<options>();
  command->add_option("file", asked->file, "A .jsonl of programs, a .json of one, or - for standard input")
      ->type_name("FILE");
  command->add_flag("--format", asked->format, "Show the words of the format instead: a page of tables");
  command->add_option("--id", asked->id, "Which program; not needed if there is but one");
  command
      ->add_option("--scheme", asked->schemes,
                   "Only this scheme; may be given again (default: all that the format knows)")
      ->type_name("NAME")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->footer(
      "Examples:\n"
      "  ctxlab show scenarios/programs/example.json\n"
      "  ctxlab show scenarios/programs/conformance/handmade.jsonl --id linear-forgotten-await");
  command->callback([asked] { show(*asked); });
}

}  // namespace ctxlab::commands
