// The context that travels with a coroutine.
//
// One slot in each coroutine frame, swapped with the current context at every suspension, resumption and end, and one
// count up and down in a coroutine's life; no allocation. The slot holds the coroutine's context while it is suspended,
// and while it runs that of whoever resumed it.
#pragma once

#include <coroutine>

#include "schemes/runtime/context/switch.hpp"
#include "schemes/snapshot/variable_scope.hpp"

namespace ctxlab {

// The `activation` of snapshot (see coroutine.hpp).
class own_context {
 public:
  own_context() = default;
  own_context(const own_context&) = delete;
  own_context& operator=(const own_context&) = delete;

  void start() noexcept {
    slot_ = current_context();
    if (slot_) slot_->retain();
  }
  [[gnu::always_inline]] void suspend() noexcept { slot_ = exchange_counted(slot_); }
  [[gnu::always_inline]] void resume() noexcept { slot_ = exchange_counted(slot_); }
  [[gnu::always_inline]] void end() noexcept {
    context* const own = exchange_counted(slot_);
    if (own) own->release();
  }
  // The frame's destructors run in a copy of what is current for whoever destroys it: that stays as it is.
  void dismantle(std::coroutine_handle<> suspended) noexcept {
    const context_ptr own = context_ptr::adopt(slot_);
    const variable_for_call copy{context_ptr(current_context())};
    suspended.destroy();
  }

 private:
  context* slot_;  // counted
};

}  // namespace ctxlab
