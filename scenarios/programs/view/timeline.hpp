// A trace as people read it: a line for each event, the context that it belongs to as a coloured band.
#pragma once

#include "scenarios/programs/machine/trace.hpp"
#include "scenarios/programs/view/layout.hpp"

namespace ctxlab::programs {

// Wrong lines begin with "!" and say whose they are. Warnings, and turns that leave a context behind, stand out.
block timeline(std::string_view title, const trace& it, const program& of);

}  // namespace ctxlab::programs
