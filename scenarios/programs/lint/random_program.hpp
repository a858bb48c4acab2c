// Random programs of the whole format, for tests.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>

namespace ctxlab::programs {

// One a seed. Functions call each other and themselves in any order, so that not every program ends.
nlohmann::json random_program(std::uint64_t seed);

}  // namespace ctxlab::programs
