// From the words of a command line to schemes that programs can run under.
#pragma once

#include <string>
#include <vector>

#include "scenarios/programs/machine/program_runner.hpp"

namespace ctxlab::programs {

// In the order of the list; for no words, all that the format knows. Throws commands::unusable for a word that names
// no scheme.
std::vector<const playable_scheme*> choose_schemes(const std::vector<std::string>& words);

}  // namespace ctxlab::programs
