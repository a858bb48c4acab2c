#include "schemes/runtime/deferred/deferred.hpp"

namespace ctxlab {

void deferred_state::release_paused(std::uintptr_t held) noexcept {
  reinterpret_cast<deferred_state*>(held)->release();
}

deferred deferred::succeed(result outcome) {
  deferred made = make();
  made.state_->outcome() = std::move(outcome);
  made.state_->settle();
  return made;
}

void deferred_state::fire_again() {
  if (!(flags_ & ignores_one_fire)) throw already_fired();
  unset(ignores_one_fire);
}

void deferred_state::fire_again_and_release() {
  const deferred keep = deferred::adopt(this);
  fire_again();
}

void deferred_state::fire_in_turn(result outcome) {
  if (fired() || just_completed_) [[unlikely]] {
    fire(std::move(outcome));
    return;
  }
  result_ = std::move(outcome);
  if (!settle()) return;
  retain();
  just_completed_ = this;
}

void deferred_state::cancel() {
  const deferred keep(this);
  if (source_ && source_->ops->always_decides) {
    source_->ops->cancel(source_, *this);
  } else if (!fired()) {
    if (source_)
      source_->ops->cancel(source_, *this);
    else
      set(ignores_one_fire);
    if (!fired()) fire(result(failure::cancelled()));
  } else if (deferred_state* const other = paused_on()) {
    const deferred keep_other(other);
    other->cancel();
  }
}

void deferred_state::attach_all(callback* detached) noexcept {
  if (!detached) return;
  if (last_) std::swap(last_->next, detached->next);
  last_ = detached;
}

void deferred_state::unlink(const callback* link) noexcept {
  if (!last_) return;
  callback* before = last_;
  do {
    callback* const at = before->next;
    if (at == link) {
      if (at == before) {
        last_ = nullptr;
      } else {
        before->next = at->next;
        if (at == last_) last_ = before;
      }
      at->next = nullptr;
      return;
    }
    before = at;
  } while (before != last_);
}

void deferred_state::replace(callback* link, callback* by) noexcept {
  callback* before = last_;
  while (before->next != link) before = before->next;
  by->next = link->next == link ? by : link->next;
  before->next = by;
  if (last_ == link) last_ = by;
  link->next = nullptr;
}

void deferred_state::visit() {
  source_->ops->enclose(
      source_, [](void*) {}, nullptr);
}

bool deferred_state::settle_for_wait() {
  if (runnable() && last_) run_callbacks();
  if (!settled()) return false;
  if (enclosed()) visit();
  return true;
}

result paused_on(deferred other) { return deferred_state::paused_result(other.release_state()); }

result deferred_state::paused_result(deferred_state* counted) {
  static constexpr result::kind owning{&release_paused, nullptr, nullptr};
  result it;
  it.kind_ = &owning;
  it.payload_ = result::bits(counted);
  return it;
}

void deferred_state::drop_callbacks() noexcept {
  callback* const last = detach_all();
  if (!last) return;
  callback* next = last->next;
  for (;;) {
    callback* const at = next;
    next = at->next;
    const bool was_last = at == last;
    at->next = nullptr;
    at->ops->drop(at, this, true);
    if (was_last) break;
  }
}

void deferred_state::die() noexcept {
  references_ = 1;
  drop_callbacks();
  if (source_ && source_->ops->destroy) source_->ops->destroy(source_);
  if (result_.failed()) [[unlikely]]
    report_unhandled(result_.error());
  result_ = result();
}

}  // namespace ctxlab
