#include "scenarios/command_line/choose.hpp"

#include <fnmatch.h>

#include <CLI/CLI.hpp>
#include <set>

#include "scenarios/command_line/commands.hpp"
#include "scenarios/programs/format/nearest.hpp"
#include "scenarios/suite/runner.hpp"

namespace ctxlab::commands {
namespace {

using namespace scenarios;

bool means(const std::string& word, const scenario& which) {
  return word == which.family || word == which.name || fnmatch(word.c_str(), std::string(which.name).c_str(), 0) == 0;
}

}  // namespace

void expect_command(const std::vector<std::string>& commands, const std::string& word) {
  if (word.starts_with('-')) return;
  const std::vector<std::string_view> names(commands.begin(), commands.end());
  if (word.empty()) throw unusable("a command is missing; the commands are " + first_few(names, 20) + "; see --help");
  if (std::find(names.begin(), names.end(), word) == names.end())
    throw unusable("no command is called \"" + word + "\"; the commands are " +
                   first_few(nearest_first(word, names), 20));
}

void add_schemes_option(CLI::App& command, std::vector<std::string>& words, const std::string& says) {
  command.add_option("--scheme", words, says)
      ->type_name("NAME")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

std::vector<std::size_t> choose_schemes(const std::vector<std::string>& words, by_default chosen) {
  std::vector<std::string_view> names;
  for (const scheme_card& each : scheme_cards()) names.push_back(each.name);
  for (const std::string& word : words)
    if (std::find(names.begin(), names.end(), word) == names.end())
      throw unusable("no scheme is called " + in_quotes(word) + "; the schemes are " +
                     first_few(nearest_first(word, names), 20));
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i != names.size(); ++i)
    if (words.empty() ? chosen == by_default::all || scheme_cards()[i].in_format
                      : std::find(words.begin(), words.end(), names[i]) != words.end())
      indices.push_back(i);
  return indices;
}

std::vector<std::size_t> choose_scenarios(const std::vector<std::string>& words) {
  const auto& all = all_scenarios();
  std::set<std::size_t> chosen;
  for (const std::string& word : words) {
    const std::size_t before = chosen.size();
    bool found = false;
    for (std::size_t i = 0; i != all.size(); ++i) {
      if (!means(word, all[i])) continue;
      chosen.insert(i);
      found = true;
    }
    if (found || chosen.size() != before) continue;
    std::vector<std::string_view> names;
    std::set<std::string_view> families;
    for (const scenario& each : all) {
      names.push_back(each.name);
      families.insert(each.family);
    }
    names.insert(names.begin(), families.begin(), families.end());
    throw unusable("no scenario or family is called \"" + word + "\"; the nearest are " +
                   first_few(nearest_first(word, names), 5) + " (`ctxlab list` shows all)");
  }
  if (!words.empty()) return {chosen.begin(), chosen.end()};
  std::vector<std::size_t> every(all.size());
  for (std::size_t i = 0; i != all.size(); ++i) every[i] = i;
  return every;
}

}  // namespace ctxlab::commands
