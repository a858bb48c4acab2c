// Provenance of a record: by what, from what and on what machine it was made.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace ctxlab::records {

// date (UTC), commit, dirty, compiler, flags, processor, cores, system.
nlohmann::ordered_json provenance();

}  // namespace ctxlab::records
