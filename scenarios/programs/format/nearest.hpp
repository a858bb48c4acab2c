// Names that a user may have meant, and how they are put into a message.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ctxlab {

// How many insertions, deletions, replacements and swaps of neighbours make `b` of `a`. Time and memory grow with the
// product of the lengths.
std::size_t edits(std::string_view a, std::string_view b);

// The name of `known` that takes the fewest edits to become `given`, provided that they are few for its length;
// otherwise empty. The first of equals.
std::string_view nearest(std::string_view given, std::span<const std::string_view> known);

// The names, those that take the fewest edits to become `given` first.
std::vector<std::string_view> nearest_first(std::string_view given, std::vector<std::string_view> names);

// "; did you mean "log"?" or nothing.
std::string did_you_mean(std::string_view given, std::span<const std::string_view> known);

// Text in double quotes, as JSON would write it, cut short where it is long.
std::string in_quotes(std::string_view text);

// "a, b or c"
std::string alternatives(std::span<const std::string_view> names);

// The first `most` names, as in "a, b, c and 12 more".
std::string first_few(std::span<const std::string_view> names, std::size_t most);

}  // namespace ctxlab
