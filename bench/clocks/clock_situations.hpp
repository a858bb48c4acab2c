// Requests that really burn CPU, charged by each clock of the accounting against what was really spent for them.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ctxlab::bench {

// One request after the other; some that take turns; one after the other, beside a process that never rests on each
// core.
enum class situation { alone, interleaved, busy };
const char* name_of(situation which);

// Processes that spin, one a core, for the life of this object; killed then, or when this process dies.
class busy_neighbours {
 public:
  busy_neighbours();
  ~busy_neighbours();
  busy_neighbours(const busy_neighbours&) = delete;
  busy_neighbours& operator=(const busy_neighbours&) = delete;

 private:
  std::vector<pid_t> children_;
};

// What the requests of one clock, situation and length of burst were charged.
struct charges {
  std::vector<double> errors;  // a request: |charged - spent| / spent
  std::int64_t switches = 0;
  std::int64_t system_calls = 0;  // of the clock
  std::int64_t short_bursts = 0;  // that took less than 50 us by the clock on the wall, whatever they were meant to
  std::int64_t calls_in_short_bursts = 0;
  std::int64_t preemptions = 0;  // how often another process took the core
};

// A clock of the accounting, ready to be measured.
struct measured_clock {
  std::string name;
  std::string brief;
  // Runs rounds of requests whose bursts last `burst_us`, for `seconds` but at least one round, and adds to `to`.
  std::function<void(situation in, int burst_us, double seconds, charges& to)> charge;
  // Switches so many times from one context to another under the accounting; with no call of the operating
  // system, for as long as a lap of the clock needs none.
  std::function<void(std::int64_t times)> switches;
};

// The clocks, and before them none at all, which charges nothing.
const std::vector<measured_clock>& measured_clocks();

}  // namespace ctxlab::bench
