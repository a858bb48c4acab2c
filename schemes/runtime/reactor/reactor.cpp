#include "schemes/runtime/reactor/reactor.hpp"

#include <algorithm>

#include "schemes/runtime/deferred/with_source.hpp"

namespace ctxlab {

thread_local constinit reactor* reactor::current_ = nullptr;

namespace {

bool later(const timed_call* a, const timed_call* b) {
  return a->due != b->due ? a->due > b->due : a->order > b->order;
}

// Two heaps as one: the later root becomes a child of the other.
timed_call* merged(timed_call* a, timed_call* b) {
  if (later(a, b)) std::swap(a, b);
  b->next = a->first_child;
  b->previous = a;
  if (b->next) b->next->previous = b;
  a->first_child = b;
  return a;
}

// The heaps of a parent that is gone as one: first in pairs, then pair by pair, which is what makes it a logarithm.
timed_call* merged_all(timed_call* first) {
  timed_call* pairs = nullptr;
  while (first && first->next) {
    timed_call* const second = first->next;
    timed_call* const rest = second->next;
    timed_call* const pair = merged(first, second);
    pair->next = pairs;
    pairs = pair;
    first = rest;
  }
  timed_call* all = first;
  while (pairs) {
    timed_call* const pair = std::exchange(pairs, pairs->next);
    all = all ? merged(all, pair) : pair;
  }
  return all;
}

// A sleep: behind its deferred in one block, which the list holds a reference to.
struct sleeping : source, timed_call {
  timed_calls* list;

  explicit sleeping(timed_calls& of) noexcept : source{&ops}, timed_call(call_ops), list(&of) {}

  static void fire(timed_call* self) {
    deferred_state* const state = state_before(static_cast<sleeping*>(self));
    state->set_source(nullptr);
    state->fire_and_release({});
  }
  static void drop(timed_call* self) noexcept {
    deferred_state* const state = state_before(static_cast<sleeping*>(self));
    state->set_source(nullptr);
    state->release();
  }
  // At once, so that what waits for it is not held until its time comes.
  static void cancel(source* self, deferred_state&) {
    auto* const call = static_cast<sleeping*>(self);
    call->list->remove(*call);
    drop(call);
  }
  static void trace(const source*, const deferred_state&, tracer&) {}

  static constexpr timed_call_ops call_ops{&fire, &drop};
  static constexpr source_ops ops{&cancel, nullptr, &trace, nullptr, false};
};

}  // namespace

timed_calls::~timed_calls() { clear(); }

void timed_calls::add(timed_call& call, ticks due) noexcept {
  call.due = due;
  call.order = added_++;
  call.next = nullptr;
  if (!in_order_ || due >= last_->due) {
    call.first_child = &call;
    call.previous = in_order_ ? last_ : nullptr;
    (in_order_ ? last_->next : in_order_) = &call;
    last_ = &call;
  } else {
    call.first_child = nullptr;
    heap_ = heap_ ? merged(heap_, &call) : &call;
  }
}

timed_call* timed_calls::first() const noexcept {
  if (!heap_) return in_order_;
  return !in_order_ || later(in_order_, heap_) ? heap_ : in_order_;
}

timed_call* timed_calls::take_first() noexcept {
  timed_call* const call = first();
  if (call == heap_) {
    if (call) heap_ = merged_all(call->first_child);
  } else {
    in_order_ = call->next;
    if (in_order_) in_order_->previous = nullptr;
  }
  return call;
}

void timed_calls::remove(timed_call& call) noexcept {
  if (&call == heap_) {
    heap_ = merged_all(call.first_child);
    return;
  }
  timed_call* const before = call.previous;
  const bool in_order = call.first_child == &call;
  if (call.next) call.next->previous = before;
  if (in_order) {
    (before ? before->next : in_order_) = call.next;
    if (!call.next) last_ = before;
  } else {
    (before->first_child == &call ? before->first_child : before->next) = call.next;
    if (timed_call* const children = merged_all(call.first_child)) heap_ = merged(heap_, children);
  }
}

void timed_calls::clear() noexcept {
  while (timed_call* const call = take_first()) call->ops->drop(call);
}

reactor::reactor() : outer_(std::exchange(current_, this)) {}
reactor::~reactor() { current_ = outer_; }

deferred reactor::sleep(ticks delay) {
  deferred_state* const state = make_with_source<sleeping>(calls_);
  state->retain();  // for the list
  schedule(*static_cast<sleeping*>(state->get_source()), delay);
  return deferred::adopt(state);
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
