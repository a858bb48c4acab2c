// What `ctxlab` can do: each adds its subcommand to the program. A command throws `unusable` for what its user got
// wrong, and CLI::RuntimeError with the exit code for what has been said already.
#pragma once

#include <stdexcept>

namespace CLI {
class App;
}

namespace ctxlab::commands {

// What was asked for cannot be: one line for the user, exit 2.
struct unusable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// `ctxlab list`: the schemes and the scenarios.
void add_list(CLI::App& app);
// `ctxlab run`: runs scenarios under schemes.
void add_run(CLI::App& app);
// `ctxlab replay`: runs programs, and prints, checks or times their traces.
void add_replay(CLI::App& app);
// `ctxlab show`: one program as pseudo-code, with the timeline of each scheme.
void add_show(CLI::App& app);
// `ctxlab explore`: runs every small program.
void add_explore(CLI::App& app);
// `ctxlab lint`: where programs break the rules of a scheme.
void add_lint(CLI::App& app);
// `ctxlab blame`: which statement is to blame for a wrong line.
void add_blame(CLI::App& app);
// `ctxlab reduce`: a smaller program that shows the same.
void add_reduce(CLI::App& app);

}  // namespace ctxlab::commands
