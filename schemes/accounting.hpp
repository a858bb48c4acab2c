// Resource accounting: what each context has cost.
//
// The CPU time between a context's becoming current and its ceasing to be is charged to it and to each of its
// ancestors; so are database transactions and fetched events. What is spent in the sentinel is charged to nobody.
// The clock is a choice: no accounting object at all (a switch then costs one test), a virtual clock for tests,
// or the thread's CPU clock.
#pragma once

#include <cstdint>

#include "schemes/context.hpp"

namespace ctxlab {

// CPU time in user and in system mode; nanoseconds, or units of a virtual clock.
struct cpu_time {
  std::int64_t user = 0;
  std::int64_t system = 0;
};

// What a context has been charged with. Times in the unit of the clock that measured them.
struct usage {
  cpu_time cpu;
  std::int64_t transactions = 0;      // database transactions
  std::int64_t transaction_time = 0;  // time spent in them
  std::int64_t scheduling_time = 0;   // time spent waiting for a database connection
  std::int64_t events_fetched = 0;
};

// The CPU time that the calling thread has spent since some fixed moment.
class cpu_clock {
 public:
  virtual cpu_time now() noexcept = 0;

 protected:
  ~cpu_clock() = default;
};

// Moves only when it is told to.
class virtual_cpu_clock final : public cpu_clock {
 public:
  cpu_time now() noexcept override { return now_; }
  void spend(std::int64_t units) { now_.user += units; }

 private:
  cpu_time now_;
};

// The thread's CPU clock of the operating system, by getrusage: user and system time apart. A call of about
// 230 ns, exact to the scheduler's accounting.
class thread_cpu_clock final : public cpu_clock {
 public:
  cpu_time now() noexcept override;
};

// While it lives, charges this thread's contexts by `clock`.
// Requires: dies on its birth thread, and last in, first out among switch observers. Passes news to `next`.
class accounting final : public switch_observer {
 public:
  explicit accounting(cpu_clock& clock);
  ~accounting();
  accounting(const accounting&) = delete;
  accounting& operator=(const accounting&) = delete;

  void switched(context* from, context* to) noexcept override;

  // What `which` has been charged; if it is current, with what it has spent since it became so (for itself
  // alone: its ancestors are charged when it ceases to be).
  usage of(const context& which) const;

 private:
  cpu_clock& clock_;
  switch_observer* outer_;
  cpu_time since_;  // when the current context became so
};

// Charges the current context and its ancestors with one database transaction that took `transaction_time`,
// after a wait of `scheduling_time` for a connection; or with events fetched. Nothing in the sentinel.
void charge_transaction(std::int64_t scheduling_time, std::int64_t transaction_time);
void charge_events_fetched(std::int64_t events);

}  // namespace ctxlab
