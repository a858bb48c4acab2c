// The one program that a command is about: of a file, or written as a text of the fragment.
#pragma once

#include <string>

#include "scenarios/programs/format/entries.hpp"

namespace CLI {
class App;
}

namespace ctxlab::commands {

struct program_choice {
  std::string file;
  std::string id;
  std::string text;
};

void add_options(CLI::App& command, program_choice& asked);

// Without an id, the only one of the file. Throws `unusable`.
programs::entry choose_program(const program_choice& asked);

// Throws `unusable` for what is no text of the fragment.
programs::entry program_of_text(const std::string& text);

}  // namespace ctxlab::commands
