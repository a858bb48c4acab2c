#include "scenarios/command_line/choose_programs.hpp"

#include <algorithm>

#include "scenarios/command_line/commands.hpp"
#include "scenarios/programs/format/nearest.hpp"

namespace ctxlab::programs {

std::vector<const playable_scheme*> choose_schemes(const std::vector<std::string>& words) {
  const auto all = playable_schemes();
  std::vector<std::string_view> names;
  for (const playable_scheme& each : all) names.push_back(each.name);
  for (const std::string& word : words)
    if (std::find(names.begin(), names.end(), word) == names.end())
      throw commands::unusable("no scheme is called " + in_quotes(word) + "; expected " + listed(names) +
                               did_you_mean(word, names));
  std::vector<const playable_scheme*> chosen;
  for (const playable_scheme& each : all)
    if (words.empty() ? each.in_format : std::find(words.begin(), words.end(), each.name) != words.end())
      chosen.push_back(&each);
  return chosen;
}

}  // namespace ctxlab::programs
