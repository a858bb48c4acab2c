// How far a context that is an argument clutters signatures.
#pragma once

#include <type_traits>

#include "scenarios/suite/testbed.hpp"

namespace ctxlab::scenarios {

template <class S, class Returned, class First, class... Rest>
constexpr bool takes_scheme(Returned (*)(First, Rest...)) {
  return std::is_same_v<std::remove_cvref_t<First>, S>;
}

// Notes how many of these functions of a request carry its context in their signatures, if in this scheme any does.
template <class S, class... Functions>
void note_carriers(const testbed& bed, Functions*... functions) {
  if constexpr (in_signatures<S>) bed.note("carriers", (int{takes_scheme<S>(functions)} + ...));
}

}  // namespace ctxlab::scenarios
