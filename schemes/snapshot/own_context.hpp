// The context that travels with a coroutine.
//
// One slot in each coroutine frame, swapped with the current context at every suspension, resumption and end, and one
// count up and down in a coroutine's life; no allocation. The slot holds the coroutine's context while it is suspended,
// and while it runs that of whoever resumed it.
#pragma once

#include <coroutine>

#include "schemes/runtime/context/switch.hpp"

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
  // The frame's destructors run in its own context; what is current outside stays.
  void dismantle(std::coroutine_handle<> suspended) noexcept {
    context* const outside = exchange_counted(slot_);
    suspended.destroy();
    if (context* const own = exchange_counted(outside)) own->release();
  }

 private:
  context* slot_;  // counted
};

}  // namespace ctxlab
