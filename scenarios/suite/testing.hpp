// What the tests of stories look at.
#pragma once

#include <string>
#include <vector>

#include "scenarios/suite/runner.hpp"
#include "schemes/runtime/testing/catch.hpp"

namespace ctxlab::scenarios {

inline observation observe_one(std::string_view name, std::string_view role, const settings& how_run = {}) {
  for (const scenario& each : all_scenarios())
    if (each.name == name)
      for (std::size_t i = 0; i != scheme_cards().size(); ++i)
        if (scheme_cards()[i].role == role) return run(each, i, how_run);
  FAIL("no such scenario or role: " << name << ", " << role);
  return {};
}

// The lines that are not charged to their owner, as "TEXT: CONTEXT for OWNER".
inline std::vector<std::string> wrong(const observation& observed) {
  std::vector<std::string> found;
  for (const event& each : observed.trace)
    if (each[0] == field("log") && each[2] != each[3])
      found.push_back(std::get<std::string>(each[1]) + ": " + std::get<std::string>(each[2]) + " for " +
                      std::get<std::string>(each[3]));
  return found;
}

inline std::int64_t alive(const observation& observed) {
  return observed.contexts_alive + observed.deferreds_alive + observed.coroutines_alive;
}

using words = std::vector<std::string>;

// The roles of the schemes that can show a context to code that is given none, and follow a wait.
constexpr std::string_view alternative = "alternative";
constexpr std::string_view followers[] = {"rules", alternative, "language", "services"};

}  // namespace ctxlab::scenarios
