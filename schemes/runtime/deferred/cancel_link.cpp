#include "schemes/runtime/deferred/cancel_link.hpp"

#include "schemes/runtime/deferred/tracing.hpp"

namespace ctxlab {

cancel_link::cancel_link(deferred_state* target) : target_(target), owns_(target && ring_watcher::installed()) {
  if (owns_) target_->retain();
}

void cancel_link::reset() noexcept {
  deferred_state* const target = std::exchange(target_, nullptr);
  if (target && owns_) target->release();
}

void cancel_link::own() noexcept {
  if (!target_ || owns_) return;
  owns_ = true;
  target_->retain();
}

}  // namespace ctxlab
