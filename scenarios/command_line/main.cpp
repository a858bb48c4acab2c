// ctxlab: scenarios under schemes, from the command line.
#include <CLI/CLI.hpp>
#include <iostream>

#include "scenarios/command_line/choose.hpp"
#include "scenarios/command_line/commands.hpp"
#include "scenarios/command_line/output.hpp"

int main(int count, char** words) {
  using namespace ctxlab;
  CLI::App app{
      "Runs the same asynchronous stories under rival ways of carrying a log context, and shows which "
      "lines end up in whose name.",
      "ctxlab"};
  app.footer(
      "Examples:\n"
      "  ctxlab list\n"
      "  ctxlab run\n"
      "  ctxlab run --scenario gather --scenario 'linear/chain-*'\n"
      "  ctxlab run --json run.json\n"
      "Each command has a --help of its own.");
  app.require_subcommand(1);
  commands::add_list(app);
  commands::add_run(app);
  commands::add_replay(app);
  commands::add_show(app);
  commands::add_explore(app);
  commands::add_lint(app);
  commands::add_blame(app);
  commands::add_reduce(app);
  try {
    std::vector<std::string> commands;
    for (const CLI::App* each : app.get_subcommands({})) commands.push_back(each->get_name());
    commands::expect_command(commands, count > 1 ? words[1] : "");
    app.parse(count, words);
    commands::expect_output_written();
  } catch (const CLI::RuntimeError& said_already) {
    return said_already.get_exit_code();
  } catch (const CLI::ParseError& wrong) {
    return app.exit(wrong) ? 2 : 0;
  } catch (const commands::unusable& wrong) {
    std::cerr << "ctxlab: " << wrong.what() << '\n';
    return 2;
  } catch (const std::exception& wrong) {
    std::cerr << "ctxlab: " << wrong.what() << '\n';
    return 1;
  }
  return 0;
}
