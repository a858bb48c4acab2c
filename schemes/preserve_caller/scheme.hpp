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
  class requested;
  yielding yieldable(const deferred& of) const;
  yielding yieldable(deferred&& of) const;

  template <class Function, class... Arguments>
  deferred background(Function f, Arguments... arguments) const {
    return started(f, *this, std::move(arguments)...);
  }

  template <class Function, class... Arguments>
  requested request(context_ptr inside, Function f, Arguments... arguments) const;
};

// Resumes in a scope of the context that was current when it was made.
class enclosed_resumption {
 public:
  [[gnu::always_inline]] enclosed_resumption() noexcept : home_(current_context()) {
    if (home_) home_->retain(preserved_scope::references);
  }

  bool quick() const { return home_ && switch_is_plain(home_); }
  template <class Resume>
  [[gnu::always_inline]] void quickly(Resume resume) {
    context* const home = home_;
    current_context_ = home;
    resume();
    if (just_completed_) [[unlikely]]
      run_just_completed();
    if (on_switch_ || current_context_ != home) [[unlikely]]
      return leave_slowly(home);
    current_context_ = nullptr;
    home->release(preserved_scope::references);
  }
  template <class Resume>
  void operator()(Resume resume) {
    const preserved_scope in(home_);
    resume();
    run_just_completed();
  }
  void unneeded() noexcept {
    if (home_) home_->release(preserved_scope::references);
  }
  void abandoned(deferred) noexcept { unneeded(); }
  context_ptr take() noexcept {
    if (home_) home_->release(preserved_scope::references - 1);
    return context_ptr::adopt(home_);
  }

 private:
  [[gnu::noinline]] static void leave_slowly(context* home) noexcept { preserved_scope::leave(home, nullptr); }

  context* home_;  // counted as a scope counts it
};

// A deferred on its way to being waited for, with the context that its callbacks are to run in.
class [[nodiscard]] preserve_caller::yielding : public await_link<enclosed_resumption> {
 public:
  // Takes over a counted reference.
  [[gnu::always_inline]] explicit yielding(deferred_state* of) noexcept : await_link(of) {}
  [[gnu::always_inline]] ~yielding() = default;

  operator deferred() && { return preserving(deferred::adopt(release()), around_.take()); }

 private:
  // The document's _PreservingContextDeferred.
  static deferred preserving(deferred of, context_ptr home);
};

// The same of a request, which need not be waited for.
class preserve_caller::requested : public yielding {
 public:
  using yielding::yielding;
};

[[gnu::always_inline]] inline preserve_caller::yielding preserve_caller::yieldable(const deferred& of) const {
  of.state()->retain();
  return yielding(of.state());
}
[[gnu::always_inline]] inline preserve_caller::yielding preserve_caller::yieldable(deferred&& of) const {
  return yielding(of.release_state());
}

template <class Function, class... Arguments>
preserve_caller::requested preserve_caller::request(context_ptr inside, Function f, Arguments... arguments) const {
  deferred it;
  {
    const auto in = enter(std::move(inside));
    it = f(in, std::move(arguments)...);
  }
  return requested(it.release_state());
}

}  // namespace ctxlab
