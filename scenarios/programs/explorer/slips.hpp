// Mistakes of one place, as people make them: what a program becomes with each of them.
#pragma once

#include <string_view>
#include <vector>

#include "scenarios/programs/explorer/enumerate.hpp"
#include "scenarios/programs/format/fragment.hpp"

namespace ctxlab::programs {

// In the order in which they are recorded.
inline constexpr std::array slip_names{
    std::string_view("background-for-call"), std::string_view("call-for-background"),
    std::string_view("drop-both-ends"),      std::string_view("fire-in-scope"),
    std::string_view("forget-await"),        std::string_view("forget-preserve"),
    std::string_view("forget-wrap"),         std::string_view("late-await"),
    std::string_view("scope-over-await"),    std::string_view("wrap-twice"),
};

struct slip {
  std::size_t kind;     // of slip_names
  std::size_t request;  // in which it was made
  std::size_t line;     // before the statement in which it was made; lines as in a fragment_program
  std::vector<term> mutant;
};

// Every slip at every place of a program, but in the frame of one that is served; those that lead out of the fragment
// are left out.
std::vector<slip> slips(const std::vector<term>& requests, setting in);

}  // namespace ctxlab::programs
