// The scope of snapshot: sets a variable, and puts the old value back.
#pragma once

#include "schemes/runtime/context/scope.hpp"

namespace ctxlab {

// Makes a context current for the life of the scope. Nobody else changes it meanwhile, since each coroutine has its own
// current context, so there is nothing to check but that the scope dies on its owner thread: as in basic_scope.
template <bool Finishes>
class variable_scope {
 public:
  explicit variable_scope(context_ptr inside) noexcept : finishes_(inside) {
    before_ = exchange_counted(inside.release());
  }
  variable_scope(const variable_scope&) = delete;
  variable_scope& operator=(const variable_scope&) = delete;
  ~variable_scope() {
    if (!owner_.is_current()) [[unlikely]] {
      scope_crossed(finishes_.get());
      static_cast<void>(finishes_.release());
      return;
    }
    if (context* const inside = exchange_counted(before_)) inside->release();
    if (finishes_.get()) finishes_->finish();
  }

 private:
  // Stands for a context that is not to be finished.
  struct nothing {
    explicit nothing(const context_ptr&) {}
    static constexpr context* get() { return nullptr; }
    static constexpr context* release() { return nullptr; }
    context* operator->() const { return nullptr; }
  };
  [[no_unique_address]] std::conditional_t<Finishes, context_ptr, nothing> finishes_;
  context* before_;  // counted
  owner_thread owner_;
};

}  // namespace ctxlab
