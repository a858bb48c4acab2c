// Judges a program by a scheme's rules, without running it.
//
// Promise: a program in which nothing is found does no harm under the scheme: no line is charged to another than its
// owner, and no turn leaves a context behind. What cannot be judged is a finding, too. The judgement is the scheme's
// discipline, asked at every place that requests lead to; every function is judged twice at most, once for callers
// with a context and once for those without.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "schemes/discipline.hpp"

namespace ctxlab::programs {

struct finding {
  std::string place;   // of the statement or expression: a JSON pointer within the program
  const rule* broken;  // null: what stands there cannot be judged
  std::string why;     // it cannot

  friend bool operator==(const finding&, const finding&) = default;
};

// Each once, in the order in which they were come upon. Requires: `program` is what the reader accepts.
std::vector<finding> lint(const nlohmann::json& program, const discipline& rules);

}  // namespace ctxlab::programs
