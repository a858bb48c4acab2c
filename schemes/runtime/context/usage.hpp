// What a context can be charged with; accounting.hpp is what charges it.
#pragma once

#include <cstdint>

namespace ctxlab {

// CPU time in user and in system mode; nanoseconds, or units of a virtual clock.
struct cpu_time {
  std::int64_t user = 0;
  std::int64_t system = 0;

  friend cpu_time operator-(cpu_time a, cpu_time b) { return {a.user - b.user, a.system - b.system}; }
  cpu_time& operator+=(cpu_time more) {
    user += more.user;
    system += more.system;
    return *this;
  }
};

// What a context has been charged with. Times in the unit of the clock that measured them.
struct usage {
  cpu_time cpu;
  std::int64_t transactions = 0;      // database transactions
  std::int64_t transaction_time = 0;  // time spent in them
  std::int64_t scheduling_time = 0;   // time spent waiting for a database connection
  std::int64_t events_fetched = 0;
  usage* ancestor = nullptr;  // of the context's parent, which is charged too

  // All figures; not who is charged.
  usage& operator+=(const usage& more) {
    cpu += more.cpu;
    transactions += more.transactions;
    transaction_time += more.transaction_time;
    scheduling_time += more.scheduling_time;
    events_fetched += more.events_fetched;
    return *this;
  }
};

}  // namespace ctxlab
