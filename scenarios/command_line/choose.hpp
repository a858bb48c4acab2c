// From the words of a command line to schemes and scenarios.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace ctxlab::commands {

// Indices into scheme_cards(), in the order of the list; for no words all, or all that the format of programs knows.
// Throws `unusable` for a word that names no scheme.
enum class by_default { all, in_format };
std::vector<std::size_t> choose_schemes(const std::vector<std::string>& words, by_default chosen = by_default::all);

// `--scheme NAME`, which may be given again.
void add_schemes_option(CLI::App& command, std::vector<std::string>& words, const std::string& says);

// Indices into all_scenarios(), in their order; all for no words. A word is a scenario's name, a family's, or a
// pattern (`*`, `?`) of names. Throws `unusable` for one that matches nothing.
std::vector<std::size_t> choose_scenarios(const std::vector<std::string>& words);

// Nothing, if the first word of the command line is one of these or an option; otherwise throws `unusable`, which names
// them: CLI11 would only say that one is required.
void expect_command(const std::vector<std::string>& commands, const std::string& word);

}  // namespace ctxlab::commands
