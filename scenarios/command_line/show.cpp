#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "scenarios/command_line/choose.hpp"
#include "scenarios/command_line/choose_program.hpp"
#include "scenarios/command_line/commands.hpp"
#include "scenarios/programs/machine/program_runner.hpp"
#include "scenarios/programs/view/format_page.hpp"
#include "scenarios/programs/view/pseudo_code.hpp"
#include "scenarios/programs/view/timeline.hpp"

namespace ctxlab::commands {
namespace {

using namespace programs;

struct options {
  program_choice which;
  std::vector<std::string> schemes;
  bool format = false;
};

void show(const options& asked) {
  if (asked.format) {
    std::cout << format_page();
    return;
  }
  const auto schemes = choose_schemes(asked.schemes, by_default::in_format);
  const entry it = choose_program(asked.which);
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
  add_options(*command, asked->which);
  command->add_flag("--format", asked->format, "Show the words of the format instead: a page of tables");
  add_schemes_option(*command, asked->schemes,
                     "Only this scheme; may be given again (default: all that the format knows)");
  command->footer(
      "Examples:\n"
      "  ctxlab show scenarios/programs/example.json\n"
      "  ctxlab show scenarios/programs/conformance/handmade.jsonl --id linear-forgotten-await\n"
      "  ctxlab show --text 'w(es)'");
  command->callback([asked] { show(*asked); });
}

}  // namespace ctxlab::commands
