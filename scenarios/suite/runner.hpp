// Runs a scenario under a scheme, and observes it.
//
// Each run is alone: a virtual reactor of its own, no current context, observers of its own, and afterwards all is
// put back as it was. Beside the story runs a *competing* request, with a context of its own, which logs and sleeps
// by turns, and the reactor *ticks*: a turn at each time that logs one line for nobody, and changes nothing. What a
// story leaves behind shows on their lines, and on what they cost: each line costs its owner a unit of CPU time.
#pragma once

#include <cstddef>

#include "scenarios/suite/observation.hpp"
#include "scenarios/suite/story.hpp"
#include "schemes/scheme_card.hpp"

namespace ctxlab::scenarios {

struct settings {
  bool real_time = false;  // a tick is a millisecond; otherwise time is virtual
  bool alone = false;      // nothing beside the story, and lines cost nothing
  bool log = false;        // the observation has the lines for a log as well
  // As on a user's server: no probe, accounting or collector, and nobody hears of switches, so that the schemes take
  // the paths that are timed. The trace has neither switches, warnings nor usage. What would collect cannot be run so.
  bool bare = false;
  std::int64_t omitted = -1;  // which call of the vocabulary is left out (see instrumented.hpp)
};

// Runs `which` under the scheme at `scheme` in all_schemes. A scheme may lack a feature that a scenario
// `needs`: the observation then holds the reason and nothing else. What needs threads has the testbed's pool; time is
// virtual there too, and stands still while the pool works. `needed` is not counted.
observation run(const scenario& which, std::size_t scheme, const settings& how = {});

// Runs it so with its surroundings, and counts `needed`: runs it again for each call that could be left out, and counts
// those runs that went worse. `log`, as in the settings, of the run in which nothing was left out.
observation observe(const scenario& which, std::size_t scheme, bool real_time = false, bool log = false);

}  // namespace ctxlab::scenarios
