// By what, from what and on what machine a record was made.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace ctxlab::scenarios {

// The `made` of a record: date (UTC), commit, dirty, compiler, flags, processor, cores, system.
nlohmann::ordered_json made();

}  // namespace ctxlab::scenarios
