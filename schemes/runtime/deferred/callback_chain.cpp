// How a deferred's callbacks are run.
#include "schemes/runtime/deferred/deferred.hpp"
#include "schemes/runtime/deferred/tracing.hpp"

namespace ctxlab {

// The link by which a paused chain goes on. It is no callback of its own: run_callbacks hands the result over.
struct continuation : callback {
  deferred_state* waiter;  // counted

  static void drop(callback* self, deferred_state* at, bool) noexcept {
    auto* const me = static_cast<continuation*>(self);
    deferred_state* const waiter = me->waiter;
    at->release_callback(me, sizeof(continuation));
    waiter->result_ = result();  // what it waited for is gone; it stays paused for ever
    waiter->release();
  }
  static void trace(const callback* self, tracer& to) { to.owns(static_cast<const continuation*>(self)->waiter); }
  static constexpr callback_ops ops{nullptr, nullptr, &drop, &trace, no_side, no_side};
};

inline callback* deferred_state::pop() noexcept {
  callback* const first = last_->next;
  if (first == last_) [[likely]]
    last_ = nullptr;
  else
    last_->next = first->next;
  first->next = nullptr;
  return first;
}

void deferred_state::pass_over(callback* next, side have) {
  if ((next->ops->visits & have) && enclosed()) visit();
  next->ops->drop(next, this, false);
}

bool deferred_state::run_enclosed(callback* next) {
  struct call {
    callback* what;
    deferred_state* at;
    bool left_something;
  } it{next, this, true};
  source_->ops->enclose(
      source_,
      [](void* argument) {
        call& what = *static_cast<call*>(argument);
        what.left_something = what.what->ops->run(what.what, *what.at);
        run_just_completed();
      },
      &it);
  return it.left_something;
}

// The ordinary chain is one callback with nothing around it; `run_chain` does everything.
void deferred_state::run_callbacks() noexcept {
  callback* const only = last_;
  retain();
  deferred_state* above = nullptr;
  if (is_alone(only) && (only->ops->runs == on_both || (only->ops->runs & have()))) [[likely]] {
    last_ = nullptr;
    set(running);
    const bool left_something = only->ops->run(only, *this);
    above = just_completed_;
    if (above) {
      just_completed_ = nullptr;
      above = hand_over(above);
    }
    if (!above) [[likely]] {
      end_callback(left_something);
      if (!last_) [[likely]] {
        release();
        return;
      }
    } else if (!left_something) {
      set(left_nothing);
    }
  }
  run_chain(above);
  release();
}

// The ordinary end of a deferred: nobody knows it but the one who waits for it, or the scope that ends with it. It is
// handed to that one, and if a coroutine ends thereby, so is that one's, and so on up the chain; comes back with the
// first that is not of that kind, or null.
[[gnu::always_inline]] inline deferred_state* deferred_state::hand_over(deferred_state* ended) noexcept {
  do {
    callback* const only = ended->last_;
    if (ended->references_ != 1 || !only || !only->ops->run_as_sole_owner || !ended->is_alone(only)) return ended;
    only->ops->run_as_sole_owner(only, *ended);
    if (std::uintptr_t(ended->source_) | std::uintptr_t(ended->result_.kind_)) [[unlikely]]
      ended->die_handed_over();
    ended->free();
    ended = std::exchange(just_completed_, nullptr);
  } while (ended);
  return nullptr;
}

// What dies may run code, and so end other coroutines, while one that has ended waits for its turn.
void deferred_state::die_handed_over() noexcept {
  deferred_state* const next = std::exchange(just_completed_, nullptr);
  last_ = nullptr;
  die();
  just_completed_ = next;
}

void deferred_state::run_and_release(deferred_state* fired) noexcept {
  deferred_state* const rest = hand_over(fired);
  if (!rest) return;
  if (rest->last_) rest->run_callbacks();
  rest->release();
}

// After Twisted's Deferred._runCallbacks. Its list of chained deferreds is a stack here, linked through the states:
// a deferred that was paused on the one at the top goes on it when it gets its result; so does the deferred of
// a coroutine that ended in a callback, and then the one beneath stays `running`, as it would if one had called
// the other. Each one on the stack is counted; the bottom is this. `above` has to run first, if there is one.
void deferred_state::run_chain(deferred_state* above) noexcept {
  deferred_state* at = this;
  for (;;) {
    while (!above && at->last_ && !(at->flags_ & paused)) {
      callback* const next = at->pop();
      if (next->ops == &continuation::ops) [[unlikely]] {
        above = static_cast<continuation*>(next)->waiter;
        at->release_callback(next, sizeof(continuation));
        above->result_ = std::move(at->result_);
        above->unset(paused);
        break;
      }
      const side have = at->have();
      if (!(next->ops->runs & have)) [[unlikely]] {
        at->pass_over(next, have);
        continue;
      }
      at->set(running);
      const bool left_something = at->enclosed() ? at->run_enclosed(next) : next->ops->run(next, *at);
      above = std::exchange(just_completed_, nullptr);
      if (!above)
        at->end_callback(left_something);
      else if (!left_something)
        at->set(left_nothing);
    }
    if (above && !(above->flags_ & stacked)) [[likely]] {
      above->beneath_ = at;
      above->set(stacked);
      at = std::exchange(above, nullptr);
      continue;
    }
    if (above) {  // on the stack of a caller, or deeper in this one
      if (above->last_) above->run_callbacks();
      std::exchange(above, nullptr)->release();
    } else if (at == this) {
      return;
    } else {
      deferred_state* const done = std::exchange(at, at->beneath_);
      done->unset(stacked);
      done->release();
    }
    if (at->flags_ & running) {
      const bool left_something = !(at->flags_ & left_nothing);
      at->unset(left_nothing);
      at->end_callback(left_something);
    }
  }
}

// A callback returned a deferred: takes its result if it has one to give, otherwise waits for it. One that is
// running a callback has, as on Twisted, what that callback was fed.
void deferred_state::chain() noexcept {
  auto* const other = reinterpret_cast<deferred_state*>(result_.payload_);
  const deferred keep(other);
  if (other->complete()) {
    result stolen = std::move(other->result_);
    result_ = std::move(stolen);
    return;
  }
  set(paused);
  retain();
  void* const memory = other->allocate_callback(sizeof(continuation));
  other->link(new (memory) continuation{{nullptr, &continuation::ops}, this});
  if (ring_watcher* const watcher = ring_watcher::installed()) {
    watcher->watch(*this);
  } else {  // a reference against the flow does not own: see the head of deferred.hpp
    static constexpr result::kind lent{nullptr, nullptr, nullptr};
    result_.kind_ = &lent;
    other->release();
  }
}

void run_completed(deferred_state* ended) noexcept { deferred_state::run_and_release(ended); }

}  // namespace ctxlab
