// The context as an argument: every function that does anything for a request is given it, and gives it on.
//
// The first of the two baselines of context_in_scala: it works wherever it is done, through any wait and on any
// thread, since nothing is ambient; and it clutters every signature, and stops at the first function that does not
// take it, or whose author cannot change it. Code that has never heard of contexts sees none.
#pragma once

#include "schemes/in_handle.hpp"

namespace ctxlab {

class argument : public in_handle<argument> {
 public:
  static constexpr std::string_view name = "argument";
  static constexpr std::string_view role = "argument";
  static constexpr std::string_view brief =
      "The context is passed to every function as an argument; nothing is ambient.";
  static constexpr bool warns = false;
  using activation = idle_activation;
  static constexpr bool in_signatures = true;
  using in_handle::in_handle;

  static constexpr std::string_view unsupported(feature asked) {
    return asked == feature::ambient ? "code that is not given the context sees none" : in_handle::unsupported(asked);
  }
};

}  // namespace ctxlab
