// A program as people would write it down.
#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "scenarios/programs/view/layout.hpp"

namespace ctxlab::programs {

// The functions, those that are called first first, and then the requests. Requires: read_program accepts it.
block pseudo_code(const nlohmann::json& of);

// The same of those functions alone in which something is marked, each mark before the statement that holds its place,
// a JSON pointer within the program.
block marked_pseudo_code(const nlohmann::json& of, const std::map<std::string, std::string>& marks);

// The functions and statements by their places, each with its number in the order of the pseudo-code.
std::map<std::string, std::size_t> order_in_pseudo_code(const nlohmann::json& of);

}  // namespace ctxlab::programs
