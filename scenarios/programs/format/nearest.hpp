// The nearest name to a misspelt one.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ctxlab::programs {

// The one of `known` that takes the fewest insertions, deletions, replacements and swaps of neighbours to become
// `given`, provided that they are few for its length; otherwise empty. The first of equals.
std::string_view nearest(std::string_view given, std::span<const std::string_view> known);

// "; did you mean "log"?" or nothing.
std::string did_you_mean(std::string_view given, std::span<const std::string_view> known);

// Text in double quotes, as JSON would write it, cut short where it is long.
std::string in_quotes(std::string_view text);

// "a, b or c"
std::string listed(std::span<const std::string_view> words);

}  // namespace ctxlab::programs
