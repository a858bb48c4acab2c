// Clear on incomplete: the convention that large servers live with.
//
// Rules for functions that return deferreds (log_contexts.txt):
//   If the deferred is already complete, the function returns with the same context it started with.
//   If the deferred is incomplete, the function clears the context before returning; when the deferred completes,
//   it restores the context before running any callbacks.
//
// So whoever gets a deferred must wait for it as soon as possible, and do nothing else before. Code that wants to
// go on says `background`; deferreds made by hand or by others are made `yieldable` first; a scope may be held
// over a wait. Coroutines need nothing of their own: what they wait for has cleared, and will restore.
//
// An await of a yieldable deferred costs two switches, and moves the saved context into the waiting frame and
// back: no count operation and no allocation. (Only the await of a raw deferred may clear: an outer coroutine
// that cleared again would resume with nothing.)
//
// After synapse.logging.context: make_deferred_yieldable, run_in_background, preserve_fn.
#pragma once

#include "schemes/ambient.hpp"

namespace ctxlab {

class clear_on_incomplete : public ambient<clear_on_incomplete> {
 public:
  static constexpr std::string_view name = "clear-on-incomplete";
  static constexpr std::string_view role = "rules";
  static constexpr std::string_view brief =
      "A function that returns an incomplete deferred clears the context first and restores it before callbacks "
      "run.";
  static constexpr bool warns = true;
  static constexpr bool in_format = true;  // FORMAT.md of scenarios/programs knows it
  static constexpr bool accounts = true;   // and records what its contexts are charged
  using activation = idle_activation;

  class yielding;
  yielding yieldable(deferred of) const;

  template <class Function, class... Arguments>
  deferred background(Function f, Arguments... arguments) const {
    const context_ptr caller(current_context());
    deferred it;
    try {
      it = f(*this, std::move(arguments)...);
    } catch (...) {
      return deferred::fail_with(failure::current());
    }
    settle_background(it, caller);
    return it;
  }

  template <class Function, class... Arguments>
  coroutine<clear_on_incomplete> request(context_ptr inside, Function f, Arguments... arguments) const {
    return run_request(*this, std::move(inside), std::move(f), std::move(arguments)...);
  }

 private:
  template <class Function, class... Arguments>
  static coroutine<clear_on_incomplete> run_request(clear_on_incomplete s, context_ptr inside, Function f,
                                                    Arguments... arguments) {
    const auto in = s.enter(std::move(inside));
    co_await f(in, std::move(arguments)...);
  }

  static void settle_background(const deferred& started, const context_ptr& caller);
};

// Keeps the context that was cleared, and makes it current again before it resumes.
class restoring_resumption {
 public:
  restoring_resumption() = default;
  restoring_resumption(const restoring_resumption&) = delete;
  restoring_resumption& operator=(const restoring_resumption&) = delete;
  [[gnu::always_inline]] ~restoring_resumption() {
    if (saved_ != nothing()) [[unlikely]]
      static_cast<void>(context_ptr::adopt(saved_));
  }

  [[gnu::always_inline]] void clear() noexcept { saved_ = exchange_counted(nullptr); }
  bool has_cleared() const { return saved_ != nothing(); }
  context* take() noexcept { return std::exchange(saved_, nothing()); }

  template <class Resume>
  [[gnu::always_inline]] void operator()(Resume resume) && {
    if (has_cleared()) [[likely]]
      restore_counted(take());
    resume();
  }

 private:
  // As opposed to the sentinel, which can be saved.
  static context* nothing() { return reinterpret_cast<context*>(std::uintptr_t{1}); }

  context* saved_ = nothing();  // counted
};

// A deferred on its way to being waited for: the context has been cleared if it was incomplete.
class [[nodiscard]] clear_on_incomplete::yielding : public await_link<idle_activation, restoring_resumption> {
 public:
  [[gnu::always_inline]] explicit yielding(deferred&& of) noexcept : await_link(of.release_state()) {
    if (!awaited_->complete()) [[likely]]
      around_.clear();
  }
  [[gnu::always_inline]] ~yielding() {
    if (awaited_) [[unlikely]]
      static_cast<void>(deferred(std::move(*this)));
  }

  operator deferred() && {
    deferred it = deferred::adopt(std::exchange(awaited_, nullptr));
    if (around_.has_cleared())
      it.add_bystander([saved = context_ptr::adopt(around_.take())]() mutable { switch_context(std::move(saved)); });
    return it;
  }
};

inline clear_on_incomplete::yielding clear_on_incomplete::yieldable(deferred of) const {
  return yielding(std::move(of));
}

inline void clear_on_incomplete::settle_background(const deferred& started, const context_ptr& caller) {
  if (!started.complete()) {
    switch_context(context_ptr(caller));
    started.add_bystander([] { switch_context(nullptr); });
  } else if (current_context() != caller.get()) {
    warn(warning::not_maintained, nullptr, current_context());
  }
}

}  // namespace ctxlab
