// A scope that is held until a deferred has its result: how clear-on-incomplete runs a request without a coroutine of
// its own.
#pragma once

#include "schemes/runtime/context/scope.hpp"
#include "schemes/runtime/coroutine/coroutine.hpp"

namespace ctxlab {

// Enters a context when it is made, and leaves it, finished, when the deferred that it is added to has its result, or
// dies without.
class held_scope : public callback {
 public:
  static held_scope* enter(context_ptr&& inside) {
    return new (pool::allocate(sizeof(held_scope))) held_scope(std::move(inside));
  }
  // Requires: nobody else knows `until` yet, so that no callback comes before this one.
  void hold(const deferred& until) { until.state()->append(this); }

 private:
  explicit held_scope(context_ptr&& inside) noexcept : callback{nullptr, &ops}, inside_(inside.release()) {
    inside_->retain(entered_scope::references - 1);
    before_ = switch_counted(inside_);
  }

  static bool run(callback* self, deferred_state& fired) {
    drop(self, &fired, false);
    return true;
  }
  static void run_as_sole_owner(callback* self, deferred_state& fired) noexcept { drop(self, &fired, false); }
  static void drop(callback* self, deferred_state*, bool) noexcept {
    auto* const scope = static_cast<held_scope*>(self);
    context* const inside = scope->inside_;
    context* const before = scope->before_;
    pool::release(scope, sizeof(held_scope));
    entered_scope::leave(inside, before);
  }
  static void trace(const callback*, tracer&) {}
  static constexpr callback_ops ops{&run, &run_as_sole_owner, &drop, &trace, on_both, on_both};

  context* inside_;  // counted as a scope counts it
  context* before_;  // counted
};

}  // namespace ctxlab
