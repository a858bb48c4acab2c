// The wait of preserve-caller: a deferred on its way to being waited for, and the context that its callbacks run in.
//
// Awaited at once, it needs no deferred of its own: the waiting frame keeps the context (one count up and down, no
// allocation). Converted to a deferred it is a new one, chained to the one given, and cancels that.
#pragma once

#include "schemes/runtime/context/scope.hpp"
#include "schemes/runtime/coroutine/coroutine.hpp"

namespace ctxlab {

// Encloses what a coroutine does when it goes on in a scope of the context: the `Around` of await_link.
class enclosing_context {
 public:
  static constexpr bool stands_apart = true;

  [[gnu::always_inline]] explicit enclosing_context(context* home) noexcept : home_(home) {
    if (home_) home_->retain(preserved_scope::references);
  }

  bool can_resume_fast() const { return home_ && switch_is_plain(home_); }
  // A preserved_scope of `home_`, where entering it is nothing but setting the variable.
  template <class Resume>
  [[gnu::always_inline]] void resume_fast(Resume resume) {
    context* const home = home_;
    switch_plainly(home);
    resume();
    run_just_completed();
    if (!clear_plainly(home)) [[unlikely]]
      return leave_slowly(home);
    home->release(preserved_scope::references);
  }
  template <class Resume>
  void resume(Resume resume) {
    const preserved_scope inside(home_);
    resume();
    run_just_completed();
  }
  void did_not_suspend() noexcept {
    if (home_) home_->release(preserved_scope::references);
  }
  void dropped(deferred) noexcept { did_not_suspend(); }

  // Gives the context up, counted once.
  context_ptr take() noexcept {
    if (home_) home_->release(preserved_scope::references - 1);
    return context_ptr::adopt(home_);
  }

 private:
  [[gnu::noinline]] static void leave_slowly(context* home) noexcept { preserved_scope::leave(home, nullptr); }

  context* home_;  // counted as a scope counts it
};

class enclosed_wait : public await_link<enclosing_context> {
 public:
  template <any_deferred Deferred>
  [[gnu::always_inline]] enclosed_wait(Deferred&& awaited, context* home) noexcept
      : await_link(std::forward<Deferred>(awaited), home) {}
  [[gnu::always_inline]] ~enclosed_wait() = default;

  operator deferred() && { return preserving_deferred(deferred::adopt(release()), around_.take()); }

 private:
  // A new deferred, chained to `chained`, whose callbacks each run in a scope of `home`.
  static deferred preserving_deferred(deferred chained, context_ptr home);
};

}  // namespace ctxlab
