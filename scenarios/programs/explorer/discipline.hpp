// A scheme's discipline as a judgement on a program's text.
#pragma once

#include <vector>

#include "scenarios/programs/format/fragment.hpp"
#include "schemes/discipline.hpp"

namespace ctxlab::programs {

// Whether a program breaks none of the rules.
bool obeys(const discipline& rules, const std::vector<term>& requests);

}  // namespace ctxlab::programs
