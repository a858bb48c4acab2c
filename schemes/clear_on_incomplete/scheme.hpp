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
  yielding yieldable(const deferred& of) const;
  yielding yieldable(deferred&& of) const;

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

  // The scope is held until f's deferred has its result. A coroutine's is nobody else's, and can hold it; for any other
  // f a coroutine does.
  template <class Function, class... Arguments>
  deferred request(context_ptr inside, Function f, Arguments... arguments) const {
    using Returned = std::invoke_result_t<Function&, clear_on_incomplete, Arguments...>;
    if constexpr (is_coroutine<Returned>) {
      auto* const scope = scope_callback::enter(std::move(inside));
      const deferred it = started(f, *this, std::move(arguments)...);
      it.state()->append(scope);
      return it;
    } else {
      return run_request(*this, std::move(inside), std::move(f), std::move(arguments)...);
    }
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
  // exchange_counted(nullptr), with nothing kept in a register meanwhile.
  [[gnu::always_inline]] void clear() noexcept {
    saved_ = std::exchange(current_context_, nullptr);
    if (on_switch_) [[unlikely]]
      tell_observer(saved_, nullptr);
  }
  void leave() noexcept { saved_ = nothing(); }
  bool has_cleared() const { return saved_ != nothing(); }
  // Requires: it has cleared.
  context_ptr take() noexcept { return context_ptr::adopt(std::exchange(saved_, nothing())); }

  bool quick() const { return saved_ > nothing() && switch_is_plain(saved_); }
  template <class Resume>
  [[gnu::always_inline]] void quickly(Resume resume) {
    current_context_ = saved_;
    resume();
  }
  template <class Resume>
  void operator()(Resume resume) {
    if (has_cleared()) switch_context(take());
    resume();
  }
  void unneeded() noexcept {
    if (has_cleared()) [[unlikely]]
      overtaken();
  }
  void abandoned(deferred unawaited) noexcept {
    if (has_cleared()) restore_after(std::move(unawaited));
  }
  // Restores the context before the callbacks that will be added to `of` run; if there is none, drops it.
  void restore_after(const deferred& of) {
    context_ptr saved = take();
    if (of) of.add_bystander([saved = std::move(saved)]() mutable { switch_context(std::move(saved)); });
  }

 private:
  // What is waited for has completed since.
  [[gnu::noinline]] void overtaken() noexcept { switch_context(take()); }

  // As opposed to the sentinel, which can be saved. No context has a lower address but the sentinel.
  static context* nothing() { return reinterpret_cast<context*>(std::uintptr_t{1}); }

  context* saved_;  // counted
};

// A deferred on its way to being waited for: the context has been cleared if it was incomplete.
class [[nodiscard]] clear_on_incomplete::yielding : public await_link<restoring_resumption> {
 public:
  // Takes over a counted reference.
  [[gnu::always_inline]] explicit yielding(deferred_state* of) noexcept : await_link(of) {
    if (!of->fired() || !of->complete()) [[likely]]
      around_.clear();
    else
      around_.leave();
  }
  [[gnu::always_inline]] ~yielding() = default;

  operator deferred() && {
    const deferred it = deferred::adopt(release());
    if (around_.has_cleared()) around_.restore_after(it);
    return it;
  }
};

[[gnu::always_inline]] inline clear_on_incomplete::yielding clear_on_incomplete::yieldable(const deferred& of) const {
  of.state()->retain();
  return yielding(of.state());
}
[[gnu::always_inline]] inline clear_on_incomplete::yielding clear_on_incomplete::yieldable(deferred&& of) const {
  return yielding(of.release_state());
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
