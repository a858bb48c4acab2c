// The scope of snapshot: sets a variable, and puts the old value back.
#pragma once

#include "schemes/runtime/context/scope.hpp"

namespace ctxlab {

// Makes a context current for the life of the scope. Nobody else changes it meanwhile, since each coroutine has its own
// current context, so there is nothing to check but that the scope dies on its owner thread: as in basic_scope.
template <bool Finishes>
class variable_scope {
 public:
  explicit variable_scope(context_ptr inside) noexcept : inside_(inside) {
    before_ = exchange_counted(inside.release());
  }
  variable_scope(const variable_scope&) = delete;
  variable_scope& operator=(const variable_scope&) = delete;
  ~variable_scope() {
    if (!owner_.is_current()) [[unlikely]] {
      scope_crossed(inside_.release());
      return;
    }
    if (context* const found = exchange_counted(before_)) found->release();
    if constexpr (Finishes) inside_->finish();
  }

 private:
  context_ptr inside_;
  context* before_;  // counted
  owner_thread owner_;
};

// The same for a call, which ends on the thread on which it began.
class variable_for_call {
 public:
  explicit variable_for_call(context_ptr inside) noexcept : before_(exchange_counted(inside.release())) {}
  variable_for_call(const variable_for_call&) = delete;
  variable_for_call& operator=(const variable_for_call&) = delete;
  ~variable_for_call() {
    if (context* const found = exchange_counted(before_)) found->release();
  }

 private:
  context* before_;  // counted
};

}  // namespace ctxlab
