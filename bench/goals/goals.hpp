// The goals of the benchmark, and how each is computed from figures.
// Where a scheme is meant, it is by the role that it plays; a goal whose role nobody plays is left out, and one whose
// figure is absent is not judged.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bench/goals/figures.hpp"
#include "scenarios/records/goals.hpp"

namespace ctxlab::bench {

// A goal yet to be judged. In its title and in `how`, {rules}, {control} ... stand for the names of the schemes that
// play the roles.
struct goal_rule {
  records::goal goal;
  std::string needs;  // the kind of figures: "instructions", "ns" or "clocks"
  std::function<std::optional<double>(const figures&)> reach;
};

// The one table of what the operations are to reach. To add a goal, add an entry.
const std::vector<goal_rule>& operation_goals();

// Judges every goal that needs figures of this kind and whose roles are all played.
std::vector<records::goal> judge(const figures& measured, const std::string& kind,
                                 const std::vector<goal_rule>& rules = operation_goals());

}  // namespace ctxlab::bench
