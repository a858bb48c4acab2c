// The list of schemes as values: for whoever chooses, runs or records schemes by name.
#pragma once

#include <span>
#include <string_view>

namespace ctxlab {

class discipline;

// What a scheme says of itself: see the head of scheme.hpp.
struct scheme_card {
  std::string_view name;
  std::string_view role;
  std::string_view brief;
  bool warns;
  bool in_format;           // the FORMAT.md of scenarios/programs knows it, and traces of it can have been recorded
  const discipline* rules;  // by which code can be judged that has not run; null if it has none
};

// In the order of CTXLAB_SCHEMES.
std::span<const scheme_card> scheme_cards();

}  // namespace ctxlab
