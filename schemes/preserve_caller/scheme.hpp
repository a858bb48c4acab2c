// Preserve caller: the alternative that was prototyped once and never adopted.
//
// "Functions always preserve the logcontext of their caller, whether or not they are returning a Deferred. Deferreds
// returned by synapse functions run their callbacks in the same context as the function was originally called in."
// So "everywhere that sets the logcontext is responsible for clearing it before returning control to the reactor": open
// a scope, start the work, leave the scope, and then wait. A scope must not be held over a wait. A coroutine has the
// property for free, "provided the final Deferred the function yields on has that property". Quotations are from
// log_contexts, "Was all this really necessary?" (schemes/README.md, Sources).
#pragma once

#include "schemes/ambient.hpp"
#include "schemes/preserve_caller/enclosed_wait.hpp"

namespace ctxlab {

class preserve_caller : public ambient<preserve_caller> {
 public:
  static constexpr std::string_view name = "preserve-caller";
  static constexpr std::string_view role = "alternative";
  static constexpr std::string_view brief =
      "A function leaves its caller's context as it was; the deferred it returns runs callbacks in the context it "
      "was called in.";
  static constexpr bool warns = true;
  static constexpr bool in_format = true;  // the FORMAT.md of scenarios/programs knows it
  static constexpr bool accounts = true;   // and records what its contexts are charged
  using activation = idle_activation;
  static const discipline& rules();  // discipline.cpp

  // "A Deferred which runs its callbacks in the original logcontext", the one current now, whatever d follows.
  template <any_deferred Deferred>
  [[nodiscard, gnu::always_inline]] enclosed_wait yieldable(Deferred&& d) const {
    return enclosed_wait(std::forward<Deferred>(d), current());
  }

  [[nodiscard]] enclosed_wait sleep(ticks delay) const { return yieldable(reactor::current().sleep(delay)); }

  // Nothing is to be done for work that nobody waits for: it leaves its caller's context as it was.
  template <class Function, class... Arguments>
  deferred background(Function f, Arguments... arguments) const {
    return started(f, *this, std::move(arguments)...);
  }

  // "You'd start off the background process, and then leave the `with` block to wait for it."
  template <class Function, class... Arguments>
  enclosed_wait request(context_ptr c, Function f, Arguments... arguments) const {
    deferred work;
    {
      const auto inside = enter(std::move(c));
      work = f(inside, std::move(arguments)...);
    }
    return yieldable(std::move(work));
  }

  // A callback added to a deferred that is yieldable runs in its scope; the scopes of a coroutine that is destroyed
  // while it waits restore what they saved.
};

}  // namespace ctxlab
