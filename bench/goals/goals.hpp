// The one table of what is to be reached: per operation, what must be and what was aimed at.
// Where a scheme is meant, it is by the role it plays; a goal whose role nobody plays is left out, and one whose
// figure is absent is not judged.
#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "bench/goals/figures.hpp"

namespace ctxlab::bench {

enum class better { less, more };

struct goal {
  std::string id;
  std::string what;  // {rules}, {control} ... stand for the names of the schemes that play the roles
  double must;
  double aim;
  std::string unit;
  std::string how;    // which figures, in words
  std::string needs;  // the figures it is computed from: "instructions" or "ns"
  std::function<std::optional<double>(const figures&)> reach;
  better direction = better::less;
};

struct judged_goal {
  const goal* which;
  std::string what;
  std::string how;
  std::optional<double> reached;
  bool met = false;
  bool aimed = false;
};

const std::vector<goal>& all_goals();

// Judges every goal that needs figures of one kind and whose roles are all played.
std::vector<judged_goal> judge(const figures& measured, const std::string& kind,
                               const std::vector<goal>& goals = all_goals());

nlohmann::json to_json(const std::vector<judged_goal>& judged);
// A table for a terminal.
void print(std::ostream& to, const std::vector<judged_goal>& judged);

}  // namespace ctxlab::bench
