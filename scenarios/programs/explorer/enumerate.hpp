// Every program of the fragment of a size, one after the other, without a table of those that were made.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>

namespace ctxlab::programs {

// Which words programs are made of, by the names that users give.
struct alphabet {
  std::string_view name;
  std::string_view words;
};
inline constexpr std::array alphabets{
    alphabet{"linear", "wpaeCBRYsr"},    alphabet{"queue", "wpaefCBRYsrq"},      alphabet{"gather", "wpaefCBRYGsrq"},
    alphabet{"full", "wpaelfCBRYGsrqv"}, alphabet{"orphan", "wpaelfgCBRYGsrqv"},
};

enum class setting {
  bare,    // as written
  served,  // each body is run as a request that somebody awaits, aR(body), which is not counted
};

// Hands on the text of each program of so many statements and expressions, and of so many requests.
void each_program(const alphabet& of, setting in, int size, int requests,
                  const std::function<void(const std::string& text)>& visit);

}  // namespace ctxlab::programs
