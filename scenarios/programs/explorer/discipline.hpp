// The documents' rules as a judgement on a program's text.
#pragma once

#include <vector>

#include "scenarios/programs/explorer/fragment.hpp"

namespace ctxlab::programs {

// Whether a program obeys the rules that large servers live with: what follows the rules is awaited, what does not is
// not, the queue is fired where nobody's context is, and nothing is dropped at both ends.
bool obeys_rules(const std::vector<term>& requests);
// Whether it obeys those of the alternative: no scope is held over a wait, and what is awaited runs its callbacks in
// the context in which it is awaited.
bool obeys_alternative(const std::vector<term>& requests);

}  // namespace ctxlab::programs
