// The wait of clear-on-incomplete: a deferred on its way to being waited for, and the context that was cleared for it.
//
// Awaited at once, it costs two switches, and moves the cleared context into the waiting frame and back: no count
// operation and no allocation. Converted to a deferred it is the one given, with a callback that restores.
#pragma once

#include "schemes/runtime/context/switch.hpp"
#include "schemes/runtime/coroutine/coroutine.hpp"

namespace ctxlab {

// The context that was cleared, which is made current again before a coroutine goes on: the `Around` of await_link.
class cleared_context {
 public:
  void clear() noexcept { clear_current_into(saved_); }
  void leave_current() noexcept { saved_ = nothing(); }

  bool can_resume_fast() const { return saved_ > nothing() && switch_is_plain(saved_); }
  template <class Resume>
  [[gnu::always_inline]] void resume_fast(Resume resume) {
    switch_plainly(saved_);
    resume();
  }
  template <class Resume>
  void resume(Resume resume) {
    if (was_cleared()) switch_context(take());
    resume();
  }
  void did_not_suspend() noexcept {
    if (was_cleared()) [[unlikely]]
      restore_now();  // the deferred has completed since
  }
  void dropped(deferred unawaited) noexcept {
    if (was_cleared()) restore_before_callbacks_of(unawaited);
  }

  bool was_cleared() const { return saved_ != nothing(); }
  // Restores the context before the callbacks that will be added to `target` run; forgets it where there is none.
  // Requires: it was cleared.
  void restore_before_callbacks_of(const deferred& target) {
    context_ptr saved = take();
    if (target) target.add_finally([saved = std::move(saved)]() mutable { switch_context(std::move(saved)); });
  }

 private:
  [[gnu::noinline]] void restore_now() noexcept { switch_context(take()); }
  context_ptr take() noexcept { return context_ptr::adopt(std::exchange(saved_, nothing())); }

  // As opposed to the sentinel, which can be saved. No context has a lower address but the sentinel.
  static context* nothing() { return reinterpret_cast<context*>(std::uintptr_t{1}); }

  context* saved_;  // counted
};

class cleared_wait : public await_link<cleared_context> {
 public:
  // For a deferred that is complete: the context stays.
  template <any_deferred Deferred>
  [[gnu::always_inline]] static cleared_wait unchanged(Deferred&& awaited) noexcept {
    return {std::forward<Deferred>(awaited), &cleared_context::leave_current};
  }
  // For one that is not: clears the context, to restore it before callbacks run.
  template <any_deferred Deferred>
  [[gnu::always_inline]] static cleared_wait clearing(Deferred&& awaited) noexcept {
    return {std::forward<Deferred>(awaited), &cleared_context::clear};
  }
  [[gnu::always_inline]] ~cleared_wait() = default;

  operator deferred() && {
    const deferred converted = deferred::adopt(release());
    if (around_.was_cleared()) around_.restore_before_callbacks_of(converted);
    return converted;
  }

 private:
  template <any_deferred Deferred>
  [[gnu::always_inline]] cleared_wait(Deferred&& awaited, void (cleared_context::*begin)() noexcept) noexcept
      : await_link(std::forward<Deferred>(awaited)) {
    (around_.*begin)();
  }
};

}  // namespace ctxlab
