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

void add_list(CLI::App& to);
void add_run(CLI::App& to);

}  // namespace ctxlab::commands
