#include "schemes/deferred.hpp"

#include <cstdio>

#include "schemes/collector.hpp"

namespace ctxlab {

thread_local constinit std::int64_t deferred_state::alive_ = 0;

namespace {
thread_local constinit unhandled_failure_sink* unhandled_sink = nullptr;
}  // namespace

void report_unhandled(const failure& why) noexcept {
  if (unhandled_sink)
    unhandled_sink->unhandled(why);
  else
    std::fprintf(stderr, "unhandled failure in a deferred: %s\n", why.reason().c_str());
}

unhandled_failure_sink* install_unhandled_failure_sink(unhandled_failure_sink* next) {
  return std::exchange(unhandled_sink, next);
}

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

// The link by which a paused line goes on. It is no callback of its own: run_callbacks hands the result over.
struct continuation : callback {
  deferred_state* waiter;  // counted

  static void drop(callback* self, deferred_state* at, bool) noexcept {
    auto* const me = static_cast<continuation*>(self);
    deferred_state* const waiter = me->waiter;
    at->release_callback(me, sizeof(continuation));
    waiter->result_ = result();  // what it waited for is gone; it stays paused for ever
    waiter->release();
  }
  static void trace(const callback* self, tracer& to) {
    to.owns(static_cast<const continuation*>(self)->waiter);
  }
  static constexpr callback_ops ops{nullptr, &drop, &trace, on_both, no_side};
};

namespace {

void release_paused(std::uintptr_t held) noexcept {
  reinterpret_cast<deferred_state*>(held)->release();
}

}  // namespace

struct paused_kinds {
  static constexpr auto owning = &release_paused;
};

deferred deferred::make() {
  constexpr std::size_t bytes = sizeof(deferred_state) + deferred_state::slot_bytes;
  return deferred(new (pool::allocate(bytes)) deferred_state(bytes, true));
}

deferred deferred::succeed(result with) {
  deferred it = make();
  it.state_->outcome() = std::move(with);
  it.state_->settle();
  return it;
}

void deferred_state::fire(result with) {
  if (fired_) [[unlikely]] {
    if (!ignores_one_fire_) throw already_fired();
    ignores_one_fire_ = false;
    return;
  }
  fired_ = true;
  result_ = std::move(with);
  if (last_) run_callbacks();
}

void deferred_state::fire_in_turn(result with) {
  if (fired_ || just_completed_) [[unlikely]] {
    fire(std::move(with));
    return;
  }
  result_ = std::move(with);
  if (!settle()) return;
  retain();
  just_completed_ = this;
}

void deferred_state::cancel() {
  const deferred keep(this);
  if (source_ && source_->ops->always_decides) {
    source_->ops->cancel(source_, *this);
  } else if (!fired_) {
    if (source_)
      source_->ops->cancel(source_, *this);
    else
      ignores_one_fire_ = true;
    if (!fired_) fire(result(failure::cancelled()));
  } else if (deferred_state* const other = paused_on()) {
    const deferred keep_other(other);
    other->cancel();
  }
}

void deferred_state::link(callback* last) noexcept {
  if (last_) {
    last->next = last_->next;
    last_->next = last;
  } else {
    last->next = last;
  }
  last_ = last;
}

void deferred_state::attach_all(callback* detached) noexcept {
  if (!detached) return;
  if (last_) std::swap(last_->next, detached->next);
  last_ = detached;
}

callback* deferred_state::pop() noexcept {
  callback* const first = last_->next;
  if (first == last_)
    last_ = nullptr;
  else
    last_->next = first->next;
  first->next = nullptr;
  return first;
}

void deferred_state::unlink(const callback* which) noexcept {
  if (!last_) return;
  callback* before = last_;
  do {
    callback* const at = before->next;
    if (at == which) {
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

void deferred_state::append(callback* last) {
  link(last);
  if (fired_ && !paused_ && !running_) run_callbacks();
}

void deferred_state::visit() {
  source_->ops->enclose(source_, [](void*) {}, nullptr);
}

void run_just_completed() noexcept {
  while (deferred_state* const ended = std::exchange(just_completed_, nullptr)) {
    ended->run_callbacks();
    ended->release();
  }
}

void deferred_state::run_one(callback* next) {
  const side have = result_.failed() ? on_failure : on_success;
  if (!(next->ops->runs & have)) [[unlikely]] {
    if ((next->ops->visits & have) && enclosed()) visit();
    next->ops->drop(next, this, false);
    return;
  }
  running_ = true;
  if (!enclosed()) [[likely]] {
    next->ops->run(next, *this);
    return;
  }
  struct call {
    callback* what;
    deferred_state* at;
  } it{next, this};
  source_->ops->enclose(
      source_,
      [](void* argument) {
        const call& what = *static_cast<call*>(argument);
        what.what->ops->run(what.what, *what.at);
        run_just_completed();
      },
      &it);
}

void deferred_state::end_callback() {
  running_ = false;
  if (result_.kind_ && result_.kind_->destroy == paused_kinds::owning) [[unlikely]]
    chain_or_steal();
}

// After Twisted's Deferred._runCallbacks, with its list of chained deferreds as a stack linked through the
// states, and coroutines that end on the same stack. A deferred whose coroutine ended inside a callback stays
// `running_` until what waited for that coroutine has run, as it would if one had called the other.
void deferred_state::run_callbacks() noexcept {
  deferred_state* const outer_beneath = std::exchange(beneath_, nullptr);
  const bool outer_stacked = stacked_;
  stacked_ = true;
  retain();
  deferred_state* top = this;
  const auto push = [&top](deferred_state* counted) {
    if (counted->stacked_) [[unlikely]] {  // deeper in this stack, or in that of a caller
      counted->run_callbacks();
      counted->release();
      return false;
    }
    counted->beneath_ = top;
    counted->stacked_ = true;
    top = counted;
    return true;
  };
  for (;;) {
    deferred_state* const at = top;
    if (at->last_ && !at->paused_) {
      callback* const next = at->pop();
      if (next->ops == &continuation::ops) [[unlikely]] {
        deferred_state* const waiter = static_cast<continuation*>(next)->waiter;
        at->release_callback(next, sizeof(continuation));
        waiter->result_ = std::move(at->result_);
        --waiter->paused_;
        push(waiter);
        continue;
      }
      at->run_one(next);
      if (deferred_state* const ended = std::exchange(just_completed_, nullptr))
        if (push(ended)) continue;
      at->end_callback();
    } else if (at != this) {
      top = std::exchange(at->beneath_, nullptr);
      at->stacked_ = false;
      at->release();
      if (top->running_) top->end_callback();
    } else {
      break;
    }
  }
  beneath_ = outer_beneath;
  stacked_ = outer_stacked;
  release();
}

// A callback returned a deferred: takes its result if it has one to give, otherwise waits for it.
void deferred_state::chain_or_steal() noexcept {
  auto* const other = reinterpret_cast<deferred_state*>(result_.payload_);
  const deferred keep(other);
  if (other->fired_ && !other->paused_) {
    result taken = std::move(other->result_);
    result_ = std::move(taken);
    return;
  }
  ++paused_;
  retain();
  void* const memory = other->allocate_callback(sizeof(continuation));
  other->link(new (memory) continuation{{nullptr, &continuation::ops}, this});
  if (!collector::installed()) {  // an upstream reference: see the head of deferred.hpp
    static constexpr result::kind lent{nullptr, nullptr};
    result_.kind_ = &lent;
    other->release();
  }
}

deferred_state* deferred_state::paused_on() const {
  return paused_ && result_.kind_ ? reinterpret_cast<deferred_state*>(result_.payload_) : nullptr;
}

result paused_on(deferred other) {
  return deferred_state::paused_result(other.release_state());
}

result deferred_state::paused_result(deferred_state* counted) {
  static constexpr result::kind owning{paused_kinds::owning, nullptr};
  result it;
  it.kind_ = &owning;
  it.payload_ = result::bits(counted);
  return it;
}

void deferred_state::destroy() noexcept {
  references_ = 1;
  if (callback* const last = detach_all()) {
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
  if (source_ && source_->ops->destroy) source_->ops->destroy(source_);
  if (result_.failed()) [[unlikely]]
    report_unhandled(result_.error());
  const std::size_t bytes = block_bytes();
  this->~deferred_state();
  --alive_;
  pool::release(this, bytes);
}

}  // namespace ctxlab
