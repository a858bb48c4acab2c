// Observations as a table for a terminal.
#pragma once

#include <ostream>

#include "scenarios/suite/run_record.hpp"

namespace ctxlab::scenarios {

// Scenario by scheme, by family, and below it how to read it and where a document said otherwise.
void print_table(std::ostream& to, const selection& of, const observations& observed, bool coloured);

}  // namespace ctxlab::scenarios
