// Names that a user may have meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ctxlab::scenarios {

// The names, those that take the fewest changes to become `word` first.
std::vector<std::string_view> nearest_first(std::string_view word, std::vector<std::string_view> names);

// The first `most` of them as a phrase: "a, b, c and 12 more".
std::string listed(const std::vector<std::string_view>& names, std::size_t most);

}  // namespace ctxlab::scenarios
