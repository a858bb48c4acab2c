#include "schemes/runtime/deferred/cancel_link.hpp"

#include "schemes/runtime/coroutine/collector.hpp"

namespace ctxlab {

upstream::upstream(deferred_state* to) : to_(to), owns_(to && collector::installed()) {
  if (owns_) to_->retain();
}

void upstream::reset() noexcept {
  deferred_state* const to = std::exchange(to_, nullptr);
  if (to && owns_) to->release();
}

void upstream::own() noexcept {
  if (!to_ || owns_) return;
  owns_ = true;
  to_->retain();
}

}  // namespace ctxlab
