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

// A deferred on its way to being waited for: the context has been cleared if it was incomplete.
class [[nodiscard]] clear_on_incomplete::yielding {
 public:
  explicit yielding(deferred of) noexcept : awaited_(std::move(of)) {
    if (awaited_.complete()) return;
    around_.cleared = true;
    around_.saved = switch_context(nullptr);
  }
  yielding(const yielding&) = delete;
  yielding& operator=(const yielding&) = delete;
  ~yielding() {
    if (awaited_ && around_.cleared) restore_by_callback();
  }

  operator deferred() && {
    if (around_.cleared) restore_by_callback();
    return std::move(awaited_);
  }

  // For the await.
  struct restoring {
    context_ptr saved;
    bool cleared = false;

    template <class Resume>
    void operator()(Resume resume) && {
      if (cleared) switch_context(std::move(saved));
      resume();
    }
  };
  deferred awaited() && noexcept { return std::move(awaited_); }
  restoring around() && noexcept { return std::move(around_); }

 private:
  void restore_by_callback() {
    awaited_.add_bystander([saved = std::move(around_.saved)]() mutable { switch_context(std::move(saved)); });
  }

  deferred awaited_;
  restoring around_;
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
