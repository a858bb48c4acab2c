// The reactor: one list of timed calls, in order of time and, at the same time, in the order they were added.
// Each call that it makes is one turn. The context that a turn leaves behind is the one in which the next turn
// starts: nothing clears it. That is how a leak becomes somebody else's problem.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <utility>

#include "schemes/runtime/deferred/deferred.hpp"

namespace ctxlab {

// Time since the reactor's start, in its own whole units: virtual ones, or milliseconds.
using ticks = std::int64_t;
// So much later, or as late as can be said.
inline ticks later_by(ticks from, ticks delay) {
  ticks sum = 0;
  if (__builtin_add_overflow(from, delay, &sum)) [[unlikely]]
    return delay < 0 ? std::numeric_limits<ticks>::min() : std::numeric_limits<ticks>::max();
  return sum;
}

struct timed_call;

struct timed_call_ops {
  void (*run)(timed_call*);            // the turn; disposes of itself
  void (*drop)(timed_call*) noexcept;  // disposes of itself unrun
};

// A link in the reactor's list.
struct timed_call {
  explicit timed_call(const timed_call_ops& how) noexcept : ops(&how) {}

  const timed_call_ops* ops;
  // From when it is added:
  ticks due;
  std::uint64_t order;
  timed_call* next;         // among those in order or, in the heap, among the children of one parent
  timed_call* previous;     // likewise; of a first child, the parent; of the heap's root, undefined
  timed_call* first_child;  // of one that is in order, and not in the heap: itself
};

// The list. Calls added in order of time cost a constant, to take and to remove too; others a logarithm of how many
// there are. Allocates nothing.
class timed_calls {
 public:
  timed_calls() = default;
  timed_calls(const timed_calls&) = delete;
  timed_calls& operator=(const timed_calls&) = delete;
  ~timed_calls();  // drops what is left

  void add(timed_call& call, ticks due) noexcept;
  // The next call, still in the list; null if there is none.
  timed_call* first() const noexcept;
  timed_call* take_first() noexcept;
  // Requires: it is in the list. It is its owner's again.
  void remove(timed_call& call) noexcept;
  void clear() noexcept;

 private:
  timed_call* in_order_ = nullptr;  // each due no earlier than the one before
  timed_call* last_ = nullptr;
  timed_call* heap_ = nullptr;  // the others: a pairing heap
  std::uint64_t added_ = 0;
};

// Is told of every turn. The context is to be read, not changed.
class turn_observer {
 public:
  virtual void turn_starts(ticks now) = 0;
  virtual void turn_ended(ticks now) = 0;

 protected:
  ~turn_observer() = default;
};

class reactor {
 public:
  reactor(const reactor&) = delete;
  reactor& operator=(const reactor&) = delete;

  // The reactor of the calling thread: the newest that lives there. Requires one.
  static reactor& current() { return *current_; }

  // In a turn, the time at which that was due.
  ticks now() const {
    if (reads_clock_) [[unlikely]]
      return clock_time();
    return now_;
  }
  // Makes turns until no timed call is left, and nothing is expected from other threads.
  virtual void run() = 0;
  // Has `work` run as a turn of its own, on the reactor's thread. May be called from any thread where the
  // reactor says so.
  virtual void post(std::function<void()> work) = 0;

  // Calls `work` as a turn, `delay` from now.
  template <class Function>
  void call_later(ticks delay, Function work);

  // A deferred that follows no rules and completes `delay` from now; cancelling it cancels the timed call.
  deferred sleep(ticks delay);

  // Cancels `target` as a turn, `delay` from now, if it has not got so far by then; it then fails as one that has timed
  // out. After Twisted's addTimeout.
  void add_timeout(const deferred& target, ticks delay);

  void observe_turns(turn_observer* observer) { observer_ = observer; }
  // Forgets every timed call.
  void clear() { calls_.clear(); }

 protected:
  reactor();
  ~reactor();
  void schedule(timed_call& call, ticks delay) { calls_.add(call, later_by(now(), delay)); }
  // Makes one turn of `work`. An exception ends the turn, not the reactor: it is reported as unhandled.
  template <class Work>
  void turn(ticks at, Work&& work) {
    if (observer_) observer_->turn_starts(at);
    try {
      std::forward<Work>(work)();
    } catch (...) {
      report_unhandled(failure::current());
    }
    if (observer_) observer_->turn_ended(at);
  }
  // What time it is outside turns, for a reactor whose time does not stand still there.
  virtual ticks clock_time() const { return now_; }

  timed_calls calls_;
  ticks now_ = 0;
  bool reads_clock_ = false;
  turn_observer* observer_ = nullptr;

 private:
  static thread_local constinit reactor* current_;
  reactor* outer_;
};

// Virtual time: it jumps to the next call's. Deterministic to the event. One thread.
class virtual_reactor final : public reactor {
 public:
  void run() override;
  // Requires: the reactor's own thread.
  void post(std::function<void()> work) override { call_later(0, std::move(work)); }
  // Makes one turn; says whether there was one to make.
  bool run_one();
};

namespace internal {

template <class Function>
struct function_call : timed_call {
  Function work;

  explicit function_call(Function f) : timed_call(ops), work(std::move(f)) {}

  static void run(timed_call* self) {
    auto* const call = static_cast<function_call*>(self);
    Function work = std::move(call->work);
    drop(call);
    work();
  }
  static void drop(timed_call* self) noexcept {
    auto* const call = static_cast<function_call*>(self);
    call->~function_call();
    pool::release(call, sizeof(function_call));
  }
  static constexpr timed_call_ops ops{&run, &drop};
};

}  // namespace internal

template <class Function>
void reactor::call_later(ticks delay, Function work) {
  using Call = internal::function_call<Function>;
  schedule(*new (pool::allocate(sizeof(Call))) Call(std::move(work)), delay);
}

}  // namespace ctxlab
