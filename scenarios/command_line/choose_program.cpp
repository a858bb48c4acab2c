#include "scenarios/command_line/choose_program.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <optional>

#include "scenarios/command_line/commands.hpp"
#include "scenarios/programs/format/nearest.hpp"

namespace ctxlab::commands {

using namespace programs;

void add_options(CLI::App& command, program_choice& asked) {
  command.add_option("file", asked.file, "A .jsonl of programs, a .json of one, or - for standard input")
      ->type_name("FILE");
  command.add_option("--id", asked.id, "Which program; not needed if there is but one");
  command
      .add_option("--text", asked.text, "The program itself, as a text of the fragment (scenarios/programs/README.md)")
      ->type_name("TEXT");
}

entry program_of_text(const std::string& text) {
  try {
    return entry_of(text);
  } catch (const bad_text& wrong) {
    throw unusable(fmt::format("--text: {}", wrong.what()));
  }
}

entry choose_program(const program_choice& asked) {
  if (!asked.text.empty() && !asked.file.empty()) throw unusable("expected a file of programs or --text, found both");
  if (!asked.text.empty()) return program_of_text(asked.text);
  if (asked.file.empty()) throw unusable("expected a file of programs, or a program as --text; see --help");
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

}  // namespace ctxlab::commands
