// A program as people would write it down.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "scenarios/programs/view/layout.hpp"

namespace ctxlab::programs {

// The functions, those that are called first first, and then the requests. Requires: read_program accepts it.
block pseudo_code(const nlohmann::json& of);

}  // namespace ctxlab::programs
