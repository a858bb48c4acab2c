// Snapshot: the context travels with the coroutine. What C++ users ask of their libraries, and what Python's
// contextvars, .NET's AsyncLocal and Node's AsyncLocalStorage do.
//
// Guarantees:
//   A coroutine runs in a copy of what was current when it was called. Whatever it enters or leaves, its caller's
//   context, and that of whoever resumes it, is afterwards what it was before.
//   Each suspension saves the coroutine's context, and each resumption restores it: a scope may be held over any
//   wait, on any deferred, whoever made it and whoever fires it.
//   A callback added through the scheme runs in what was current when it was added.
//   Destroying a suspended coroutine changes nothing outside it. Its destructors run in a copy of what is current for
//   whoever destroys it, as they do in Python: what they log is not its request's (tokio-rs/tracing#2541).
// It does not guarantee anything for a plain function that changes the context and does not put it back, nor for a
// callback added to a deferred behind the scheme's back: that one runs in the context of whoever fires.
//
// So nothing is to be done for background work, for deferreds made by others, or before a wait. A late log line of a
// request that is over is still charged to it; finished contexts are entered again without a word, since only the
// owner of a copy could know that it is stale.
#pragma once

#include "schemes/ambient.hpp"
#include "schemes/snapshot/own_context.hpp"
#include "schemes/snapshot/variable_scope.hpp"

namespace ctxlab {

// A deferred is waited for as it is: what is saved at a wait is saved by the coroutine (plain_waits).
class snapshot : public ambient<snapshot, variable_scope<true>, variable_scope<false>>, public plain_waits {
 public:
  static constexpr std::string_view name = "snapshot";
  static constexpr std::string_view role = "language";
  static constexpr std::string_view brief =
      "The context travels with the coroutine: saved when it suspends, restored when it resumes.";
  static constexpr bool warns = false;
  static constexpr bool in_format = true;  // the FORMAT.md of scenarios/programs knows it
  using activation = own_context;

  // "F is called."
  template <class Function, class... Arguments>
  deferred background(Function f, Arguments... arguments) const {
    return started(f, *this, std::move(arguments)...);
  }

  // Enter c, await f, leave c. Of a coroutine, only its copy of the context has to be c, which is finished when its
  // deferred has its result; for any other f a coroutine does that.
  template <class Function, class... Arguments>
  deferred request(context_ptr c, Function f, Arguments... arguments) const {
    if constexpr (returns_coroutine<Function&, snapshot, Arguments...>) {
      deferred work;
      {
        const auto inside = preserve(c);
        work = started(f, inside, std::move(arguments)...);
      }
      return finishing(std::move(work), std::move(c));
    } else {
      return entered_and_awaited(*this, std::move(c), std::move(f), std::move(arguments)...);
    }
  }

  // A callback runs in a copy of what was current when it was added.
  template <class Function>
  void add_callback(const deferred& target, Function f) const {
    target.add_callback(in_copy(std::move(f)));
  }
  template <class Function>
  void add_errback(const deferred& target, Function f) const {
    target.add_errback(in_copy(std::move(f)));
  }
  template <class Function>
  void add_both(const deferred& target, Function f) const {
    target.add_both(in_copy(std::move(f)));
  }

 private:
  template <class Function>
  static auto in_copy(Function f) {
    return [f = std::move(f), copy = context_ptr(current_context())](const result& given) mutable -> decltype(auto) {
      const variable_for_call inside{context_ptr(copy)};
      if constexpr (std::is_invocable_v<Function&, const result&>)
        return f(given);
      else
        return f();
    };
  }
};

}  // namespace ctxlab
