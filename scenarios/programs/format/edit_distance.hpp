// Names that a user may have meant.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ctxlab::scenarios {

// How many insertions, deletions, replacements and swaps of neighbours make `b` of `a`. Time and memory grow with
// the product of the lengths.
std::size_t edits(std::string_view a, std::string_view b);

// The names, those that take the fewest changes to become `word` first.
std::vector<std::string_view> nearest_first(std::string_view word, std::vector<std::string_view> names);

// The first `most` of them as a phrase: "a, b, c and 12 more".
std::string listed(const std::vector<std::string_view>& names, std::size_t most);

}  // namespace ctxlab::scenarios
