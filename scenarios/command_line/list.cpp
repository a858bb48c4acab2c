#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "scenarios/command_line/commands.hpp"
#include "scenarios/suite/run_record.hpp"

namespace ctxlab::commands {
namespace {

using namespace scenarios;

void print_list() {
  std::size_t widest = 0;
  for (const scenario& each : all_scenarios()) widest = std::max(widest, each.name.size() - each.family.size());
  std::string_view family;
  for (const scenario& each : all_scenarios()) {
    if (each.family != family) {
      std::cout << (family.empty() ? "" : "\n") << each.family << '\n';
      family = each.family;
    }
    std::string name(each.name.substr(family.size() + 1));
    name.resize(widest, ' ');
    std::string how(name_of(each.kind));
    how.resize(10, ' ');
    std::cout << "  " << name << how << each.story << '\n';
  }
}

}  // namespace

void add_list(CLI::App& to) {
  CLI::App* const list = to.add_subcommand("list", "Show the scenarios, by family.");
  const auto as_json = std::make_shared<bool>(false);
  list->add_flag("--json", *as_json, "As JSON, with all that is known of each");
  list->footer("Examples:\n  ctxlab list\n  ctxlab list --json");
  list->callback([as_json] {
    if (!*as_json) return print_list();
    json all = json::array();
    for (const scenario& each : all_scenarios()) all.push_back(to_json(each));
    std::cout << all.dump(1) << '\n';
  });
}

}  // namespace ctxlab::commands
