#include "schemes/reactor.hpp"

#include <algorithm>

namespace ctxlab {

thread_local constinit reactor* reactor::current_ = nullptr;

namespace {

bool later(const timed_call* a, const timed_call* b) {
  return a->due != b->due ? a->due > b->due : a->order > b->order;
}

// A sleep: in the block of its deferred, which the reactor's list holds a reference to.
struct sleeping : source, timed_call {
  deferred_state* state;

  static void fire(timed_call* self) {
    deferred_state* const state = static_cast<sleeping*>(self)->state;
    state->set_source(nullptr);
    state->fire_and_release({});
  }
  static void drop(timed_call* self) noexcept { static_cast<sleeping*>(self)->state->release(); }
  static void cancel(source* self, deferred_state&) { static_cast<sleeping*>(self)->cancelled = true; }
  static void trace(const source*, const deferred_state&, tracer&) {}

  static constexpr timed_call_ops call_ops{&fire, &drop};
  static constexpr source_ops ops{&cancel, nullptr, &trace, nullptr, false};
};

}  // namespace

timed_calls::~timed_calls() { clear(); }

void timed_calls::add(timed_call& call, ticks due) {
  call.due = due;
  call.order = added_++;
  call.next = nullptr;
  if (!in_order_) {
    in_order_ = last_ = &call;
  } else if (due >= last_->due) {
    last_ = last_->next = &call;
  } else {
    heap_.push_back(&call);
    std::push_heap(heap_.begin(), heap_.end(), later);
  }
}

timed_call* timed_calls::take_first() {
  timed_call* const call = first();
  if (!call) return nullptr;
  if (call == in_order_) {
    in_order_ = call->next;
  } else {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    heap_.pop_back();
  }
  return call;
}

timed_call* timed_calls::first() {
  while (in_order_ && in_order_->cancelled) {
    timed_call* const dead = std::exchange(in_order_, in_order_->next);
    dead->ops->drop(dead);
  }
  while (!heap_.empty() && heap_.front()->cancelled) {
    timed_call* const dead = heap_.front();
    std::pop_heap(heap_.begin(), heap_.end(), later);
    heap_.pop_back();
    dead->ops->drop(dead);
  }
  if (heap_.empty()) return in_order_;
  if (!in_order_ || later(in_order_, heap_.front())) return heap_.front();
  return in_order_;
}

void timed_calls::clear() noexcept {
  while (timed_call* const call = take_first()) call->ops->drop(call);
}

reactor::reactor() : outer_(std::exchange(current_, this)) {}
reactor::~reactor() { current_ = outer_; }

deferred reactor::sleep(ticks delay) {
  constexpr std::size_t head = sizeof(deferred_state) + deferred_state::slot_bytes;
  constexpr std::size_t bytes = head + sizeof(sleeping);
  auto* const block = static_cast<std::byte*>(pool::allocate(bytes));
  const deferred it(new (block) deferred_state(bytes, true));
  auto* const call = new (block + head) sleeping{{&sleeping::ops}, {&sleeping::call_ops}, it.state()};
  it.state()->set_source(call);
  it.state()->retain();
  schedule(*call, delay);
  return it;
}

bool virtual_reactor::run_one() {
  timed_call* const call = calls_.take_first();
  if (!call) return false;
  now_ = std::max(now_, call->due);
  turn(now_, [call] { call->ops->run(call); });
  return true;
}

void virtual_reactor::run() {
  while (run_one()) {
  }
}

}  // namespace ctxlab
