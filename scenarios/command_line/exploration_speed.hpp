// How fast programs are enumerated, run and judged.
#pragma once

#include <vector>

#include "scenarios/programs/explorer/workload.hpp"
#include "scenarios/records/goals.hpp"

namespace ctxlab::commands {

// Takes the programs of a workload several times by one thread and by two, in turn: executions a second by one, and how
// many times as fast two are, both as medians. The second is not measured on a machine with one core.
std::vector<records::goal> speed_goals(programs::workload work);

}  // namespace ctxlab::commands
