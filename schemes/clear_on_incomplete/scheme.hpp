// Clear on incomplete: the convention that large servers live with.
//
// A function that returns an incomplete deferred clears the context first, and restores it before callbacks run. So
// whoever gets a deferred waits for it as soon as possible, and does nothing else before. Code that wants to go on says
// `background`; deferreds made by hand or by others are made `yieldable` first; a scope may be held over a wait.
// Coroutines need nothing of their own: what they wait for has cleared, and will restore. (A coroutine that cleared
// again would resume with nothing.) Quotations are from log_contexts (schemes/README.md, Sources).
#pragma once

#include "schemes/ambient.hpp"
#include "schemes/clear_on_incomplete/cleared_wait.hpp"
#include "schemes/clear_on_incomplete/held_scope.hpp"

namespace ctxlab {

class clear_on_incomplete : public ambient<clear_on_incomplete> {
 public:
  static constexpr std::string_view name = "clear-on-incomplete";
  static constexpr std::string_view role = "rules";
  static constexpr std::string_view brief =
      "A function that returns an incomplete deferred clears the context first and restores it before callbacks "
      "run.";
  static constexpr bool warns = true;
  static constexpr bool in_format = true;  // the FORMAT.md of scenarios/programs knows it
  static constexpr bool accounts = true;   // and records what its contexts are charged
  using activation = idle_activation;
  static const discipline& rules();  // discipline.cpp

  // "If the deferred is already complete, the function returns with the same logcontext it started with. If the
  // deferred is incomplete, the function clears the logcontext before returning; when the deferred completes, it
  // restores the logcontext before running any callbacks."
  template <any_deferred Deferred>
  [[nodiscard, gnu::always_inline]] cleared_wait yieldable(Deferred&& d) const {
    return d.complete() ? cleared_wait::unchanged(std::forward<Deferred>(d))
                        : cleared_wait::clearing(std::forward<Deferred>(d));
  }

  // "def sleep(seconds): return context.make_deferred_yieldable(get_sleep_deferred(seconds))"
  [[nodiscard]] cleared_wait sleep(ticks delay) const { return yieldable(reactor::current().sleep(delay)); }

  // "Wraps a function so that it doesn't reset the logcontext even when it returns an incomplete deferred, and adds a
  // callback to the returned deferred to reset the logcontext." A complete one has to come in the caller's context.
  template <class Function, class... Arguments>
  deferred background(Function f, Arguments... arguments) const {
    const context_ptr caller(current());
    deferred work;
    try {
      work = f(*this, std::move(arguments)...);
    } catch (...) {
      return deferred::fail_with(failure::current());
    }
    if (!work.complete()) {
      switch_context(context_ptr(caller));
      work.add_finally([] { switch_context(nullptr); });
    } else if (current() != caller.get()) {
      warn(warning::not_maintained, nullptr, current());
    }
    return work;
  }

  // "with context.LoggingContext() as request_context: yield do_request_handling()": the scope is held until the
  // deferred of f has its result. That of a coroutine can hold it itself; for any other f a coroutine does.
  template <class Function, class... Arguments>
  deferred request(context_ptr c, Function f, Arguments... arguments) const {
    if constexpr (returns_coroutine<Function&, clear_on_incomplete, Arguments...>) {
      auto* const scope = held_scope::enter(std::move(c));
      const deferred work = started(f, *this, std::move(arguments)...);
      scope->hold(work);
      return work;
    } else {
      return entered_and_awaited(*this, std::move(c), std::move(f), std::move(arguments)...);
    }
  }

  // A callback runs in whatever is current when its turn comes, and the scopes of a coroutine that is destroyed while
  // it waits restore what they saved: nothing is done about either.
};

}  // namespace ctxlab
