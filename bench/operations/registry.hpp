// Every operation by every scheme, in the order of the one list.
#pragma once

#include <string>
#include <vector>

#include "bench/operations/workload.hpp"

namespace ctxlab::bench {

// The name under which an operation is recorded: OPERATION[+accounting]/WHO[/N], where a peer is peer:NAME.
std::string name_of(const operation& described);

// All operations of all schemes.
std::vector<operation> scheme_operations();

// `work` with the CPU time of each context accounted by `clock` while it runs: the thread's CPU clock.
std::unique_ptr<workload> accounted(std::unique_ptr<workload> work);

// Calls of operator new on this thread and their bytes, counted where counted_new.hpp is a part of the program.
struct allocations {
  std::int64_t count = 0;
  std::int64_t bytes = 0;
};
CTXLAB_THREAD_LOCAL allocations allocated;

// What an operation costs besides time. Each is for one of `items`, and repeats exactly.
struct costs {
  double allocations;  // calls of operator new once the pools are warm
  double bytes;        // held at most, with what a run of one needs once: blocks of the pools and operator new's
  double switches;     // changes of the current context
};
// Runs it a few times; for bytes on empty pools, so that the memory of what it holds at once is taken twice.
costs measure_costs(const operation& described, workload& work);

}  // namespace ctxlab::bench
