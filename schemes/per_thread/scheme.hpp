// One thread, one operation: the context is set in a thread-local where the operation starts, and cleared where its
// function returns.
//
// The other baseline of context_in_scala: right as long as an operation runs from start to end on its thread
// without waiting. There are no rules for deferreds and nothing is saved or restored around a wait: what runs after
// one runs in whatever happens to be set.
#pragma once

#include "schemes/ambient.hpp"

namespace ctxlab {

class per_thread : public ambient<per_thread>, public plain_waits {
 public:
  static constexpr std::string_view name = "per-thread";
  static constexpr std::string_view role = "thread-local";
  static constexpr std::string_view brief =
      "A thread-local set at the start of an operation and cleared at its end; nothing follows a wait.";
  static constexpr bool warns = true;
  using activation = idle_activation;

  static constexpr std::string_view unsupported(feature asked) {
    return asked == feature::wait ? "its context follows no wait" : "";
  }

  // f runs in whatever is set, to its first wait.
  template <class Function, class... Arguments>
  deferred background(Function f, Arguments... arguments) const {
    return started(f, *this, std::move(arguments)...);
  }
  // The variable is set where the operation starts, and cleared where its function returns.
  template <class Function, class... Arguments>
  deferred request(context_ptr c, Function f, Arguments... arguments) const {
    const auto inside = enter(std::move(c));
    return f(inside, std::move(arguments)...);
  }

  // A worker thread has a variable of its own, and nobody sets it.
  template <class Function, class... Arguments>
  static decltype(auto) on_worker(const context_ptr&, Function f, Arguments... arguments) {
    return f(per_thread(), std::move(arguments)...);
  }
};

}  // namespace ctxlab
