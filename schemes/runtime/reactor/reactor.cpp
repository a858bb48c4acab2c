#include "schemes/runtime/reactor/reactor.hpp"

#include <algorithm>

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

// A sleep: in the block of its deferred, which the reactor's list holds a reference to.
struct sleeping : source, timed_call {
  deferred_state* state;

  explicit sleeping(deferred_state* counted) noexcept : source{&ops}, timed_call(call_ops), state(counted) {}

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

void timed_calls::add(timed_call& call, ticks due) noexcept {
  call.due = due;
  call.order = added_++;
  call.next = nullptr;
  call.first_child = nullptr;
  if (!in_order_)
    in_order_ = last_ = &call;
  else if (due >= last_->due)
    last_ = last_->next = &call;
  else
    heap_ = heap_ ? merged(heap_, &call) : &call;
}

inline timed_call* timed_calls::earliest() const noexcept {
  if (!heap_) return in_order_;
  return !in_order_ || later(in_order_, heap_) ? heap_ : in_order_;
}

inline void timed_calls::remove(timed_call* earliest) noexcept {
  if (earliest == in_order_)
    in_order_ = earliest->next;
  else
    heap_ = merged_all(earliest->first_child);
}

timed_call* timed_calls::first() noexcept {
  timed_call* call;
  while ((call = earliest()) && call->cancelled) {
    remove(call);
    call->ops->drop(call);
  }
  return call;
}

timed_call* timed_calls::take_first() noexcept {
  timed_call* const call = first();
  if (call) remove(call);
  return call;
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
  auto* const state = new (block) deferred_state(bytes, true);
  state->retain(2);  // for the list, and for whoever called
  auto* const call = new (block + head) sleeping(state);
  state->set_source(call);
  schedule(*call, delay);
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
