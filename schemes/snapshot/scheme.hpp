// Snapshot: the context travels with the coroutine. What C++ users ask of their libraries, and what Python's
// contextvars, .NET's AsyncLocal and Node's AsyncLocalStorage do.
//
// Guarantees:
//   A coroutine runs in a copy of what was current when it was called. Whatever it enters or leaves, its caller's
//   context, and that of whoever resumes it, is afterwards what it was before.
//   Each suspension saves the coroutine's context, and each resumption restores it: a scope may be held over any
//   wait, on any deferred, whoever made it and whoever fires it.
//   A callback added through the scheme runs in what was current when it was added.
//   Destroying a suspended coroutine runs its destructors in its own context, and changes nothing outside it.
// It does not guarantee anything for a plain function that changes the context and does not put it back, nor for a
// callback added to a deferred behind the scheme's back: that one runs in the context of whoever fires.
//
// So nothing is to be done for background work, for deferreds made by others, or before a wait: `yieldable` is the
// identity. A late log line of a request that is over is still charged to it; finished contexts are entered again
// without a word, since only the owner of a copy could know that it is stale.
//
// Cost: one slot in each coroutine frame, swapped with the current context at every suspension, resumption and
// end, and one count up and down in a coroutine's life; no allocation. The slot holds the coroutine's context while
// it is suspended, and while it runs that of whoever resumed it.
#pragma once

#include "schemes/ambient.hpp"

namespace ctxlab {

// Sets the variable for the life of the scope, and puts the old value back. Nobody else changes it meanwhile, so
// there is nothing to check but that it dies on its birth thread: as in basic_scope.
template <bool Finishes>
class variable_scope {
 public:
  explicit variable_scope(context_ptr inside) noexcept : finishes_(inside) {
    before_ = exchange_counted(inside.release());
  }
  variable_scope(const variable_scope&) = delete;
  variable_scope& operator=(const variable_scope&) = delete;
  ~variable_scope() {
    if (born_.is_elsewhere()) [[unlikely]] {
      scope_crossed(finishes_.get());
      static_cast<void>(finishes_.release());
      return;
    }
    if (context* const mine = exchange_counted(before_)) mine->release();
    if (finishes_.get()) finishes_->finish();
  }

 private:
  // What is to be finished, held until then.
  struct nothing {
    explicit nothing(const context_ptr&) {}
    static constexpr context* get() { return nullptr; }
    static constexpr context* release() { return nullptr; }
    context* operator->() const { return nullptr; }
  };
  [[no_unique_address]] std::conditional_t<Finishes, context_ptr, nothing> finishes_;
  context* before_;  // counted
  birthplace born_;
};

class snapshot : public ambient<snapshot, variable_scope<true>, variable_scope<false>>, public yields_as_it_is {
 public:
  static constexpr std::string_view name = "snapshot";
  static constexpr std::string_view role = "language";
  static constexpr std::string_view brief =
      "The context travels with the coroutine: saved when it suspends, restored when it resumes.";
  static constexpr bool warns = false;
  static constexpr bool in_format = true;

  class activation {
   public:
    activation() = default;
    activation(const activation&) = delete;
    activation& operator=(const activation&) = delete;

    void start() noexcept {
      slot_ = current_context();
      if (slot_) slot_->retain();
    }
    [[gnu::always_inline]] void suspend() noexcept { slot_ = exchange_counted(slot_); }
    [[gnu::always_inline]] void resume() noexcept { slot_ = exchange_counted(slot_); }
    [[gnu::always_inline]] void end() noexcept {
      context* const mine = exchange_counted(slot_);
      if (mine) mine->release();
    }
    void dismantle(std::coroutine_handle<> suspended) noexcept {
      context* const outside = exchange_counted(slot_);
      suspended.destroy();
      if (context* const mine = exchange_counted(outside)) mine->release();
    }

   private:
    context* slot_;  // counted
  };

  template <class Function, class... Arguments>
  deferred background(Function f, Arguments... arguments) const {
    return started(f, *this, std::move(arguments)...);
  }

  template <class Function, class... Arguments>
  deferred request(context_ptr inside, Function f, Arguments... arguments) const {
    deferred it;
    {
      const auto in = preserve(inside);
      it = started(f, in, std::move(arguments)...);
    }
    return finishing(std::move(it), std::move(inside));
  }

  template <class Function>
  void add_callback(const deferred& to, Function f) const {
    to.add_callback(in_snapshot(std::move(f)));
  }
  template <class Function>
  void add_errback(const deferred& to, Function f) const {
    to.add_errback(in_snapshot(std::move(f)));
  }
  template <class Function>
  void add_both(const deferred& to, Function f) const {
    to.add_both(in_snapshot(std::move(f)));
  }

 private:
  template <class Function>
  static auto in_snapshot(Function f) {
    return [f = std::move(f), here = context_ptr(current_context())](const result& fed) mutable -> decltype(auto) {
      const variable_scope<false> in{context_ptr(here)};
      if constexpr (std::is_invocable_v<Function&, const result&>)
        return f(fed);
      else
        return f();
    };
  }
};

}  // namespace ctxlab
