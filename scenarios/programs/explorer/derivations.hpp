// How many ways there are to derive what: the dynamic programming behind ranks.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace ctxlab::programs::derivations {

inline constexpr std::string_view statement_words = "aefglpw";
inline constexpr std::string_view expression_words = "BCGRYqrsv";

// What rules 3 and 4 ask of a whole program.
enum used : std::uint8_t { queue_waited = 1, queue_emptied = 2, context_made = 4 };
inline constexpr std::size_t used_sets = 8;
std::uint8_t used_by(char word);

// How many there are; the largest number stands for itself and all larger ones.
using ways = std::uint64_t;
inline constexpr ways uncountable = ~ways{0};

// By size: whether the function's variable holds something before and after, and what is used.
using of_size = std::array<std::array<std::array<ways, used_sets>, 2>, 2>;
using by_size = std::vector<of_size>;

struct table {
  by_size body, expression, no_raw_sleep;
};
// Of up to `size` statements and expressions of the words.
table count_derivations(std::string_view words, int size);

// What may follow, by its size, by whether the variable holds something and by what was used before it.
using rest = std::vector<std::array<std::array<ways, used_sets>, 2>>;
// Of a part and what then follows.
rest before(const by_size& part, const rest& follows);

ways sum(ways a, ways b);
ways product(ways a, ways b);

}  // namespace ctxlab::programs::derivations
