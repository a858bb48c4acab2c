// Runs programs under schemes that are chosen by name at run time.
#pragma once

#include <memory>

#include "scenarios/programs/machine/trace.hpp"
#include "schemes/scheme_card.hpp"

namespace ctxlab::programs {

// Runs programs under one scheme. Keeps its memory from run to run; belongs to one thread at a time.
class program_runner {
 public:
  virtual ~program_runner() = default;
  // Leaves in `done` what the program does, up to its end or to a bound.
  virtual void run(const program& compiled, const run_bounds& within, trace& done) = 0;
  // The same as on a user's server, with nobody listening but the log; says whether there were orphans, which end at
  // once there (machine.hpp).
  virtual bool run_bare(const program& compiled, const run_bounds& within, trace& done) = 0;
};

// For the scheme at `index` in scheme_cards().
std::unique_ptr<program_runner> make_program_runner(std::size_t index);

}  // namespace ctxlab::programs
