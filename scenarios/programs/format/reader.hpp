// Reads scenario programs: JSON to a checked, resolved program. FORMAT.md defines them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "scenarios/programs/format/json_text.hpp"
#include "scenarios/programs/format/program.hpp"

namespace ctxlab::programs {

// Throws bad_text, with line 1 and the place below `pointer` (a JSON pointer to `text`), for whatever is wrong: unknown
// statements, functions and fields (with the nearest known name), missing ones, an await in a plain function, a
// return that is not a plain function's last statement, times below zero, other types, and more than
// text_bounds allow.
program read_program(const nlohmann::json& text, const std::string& pointer);

}  // namespace ctxlab::programs
