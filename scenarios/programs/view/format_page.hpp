// The page of the format: its statements and expressions as tables, from the grammar.
#pragma once

#include <string>

namespace ctxlab::programs {

// Markdown, as it stands in scenarios/programs/FORMAT.md.
std::string format_page();

}  // namespace ctxlab::programs
