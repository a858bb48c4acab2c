// Preserve caller: the alternative that was prototyped once and never adopted.
//
// Rules (log_contexts.txt, "Was all this really necessary?"):
//   Functions always preserve the context of their caller, whether or not they are returning a deferred.
//   Deferreds returned by functions run their callbacks in the same context as the function was called in.
//
// So whoever sets the context is responsible for clearing it before control returns to the reactor: open a scope,
// start the work, leave the scope, and then wait. A scope must not be held over a wait. Nothing is to be done when
// nobody waits. A coroutine has the property for free, provided that the last deferred that it waits for has it.
//
// A deferred made `yieldable` encloses each of its callbacks in a scope of the context that was current when it was
// made. Waited for at once, it needs no deferred of its own: the waiting frame keeps the context (one count up and
// down, no allocation); converted to a deferred, it is a new one, chained to the one given, and cancels that.
#pragma once

#include "schemes/ambient.hpp"

namespace ctxlab {

class preserve_caller : public ambient<preserve_caller> {
 public:
  static constexpr std::string_view name = "preserve-caller";
  static constexpr std::string_view role = "alternative";
  static constexpr std::string_view brief =
      "A function leaves its caller's context as it was; the deferred it returns runs callbacks in the context it "
      "was called in.";
  static constexpr bool warns = true;
  static constexpr bool in_format = true;  // FORMAT.md of scenarios/programs knows it
  static constexpr bool accounts = true;   // and records what its contexts are charged
  using activation = idle_activation;

  class yielding;
  yielding yieldable(deferred of) const;

  template <class Function, class... Arguments>
  deferred background(Function f, Arguments... arguments) const {
    return started(f, *this, std::move(arguments)...);
  }

  template <class Function, class... Arguments>
  deferred request(context_ptr inside, Function f, Arguments... arguments) const;
};

// Resumes in a scope of the context that was current when it was made.
struct enclosed_resumption {
  context_ptr home{current_context()};

  template <class Resume>
  [[gnu::always_inline]] void operator()(Resume resume) && {
    const preserved_scope in(std::move(home));
    resume();
    if (just_completed_) run_just_completed();
  }
};

// A deferred on its way to being waited for, with the context that its callbacks are to run in.
class [[nodiscard]] preserve_caller::yielding : public await_link<idle_activation, enclosed_resumption> {
 public:
  [[gnu::always_inline]] explicit yielding(deferred&& of) noexcept : await_link(of.release_state()) {}

  operator deferred() && {
    return preserving(deferred::adopt(std::exchange(awaited_, nullptr)), std::move(around_.home));
  }

 private:
  // The document's _PreservingContextDeferred.
  static deferred preserving(deferred of, context_ptr home);
};

inline preserve_caller::yielding preserve_caller::yieldable(deferred of) const { return yielding(std::move(of)); }

template <class Function, class... Arguments>
deferred preserve_caller::request(context_ptr inside, Function f, Arguments... arguments) const {
  deferred it;
  {
    const auto in = enter(std::move(inside));
    it = f(in, std::move(arguments)...);
  }
  return yieldable(std::move(it));
}

}  // namespace ctxlab
