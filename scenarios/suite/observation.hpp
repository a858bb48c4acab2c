// What was seen when one scenario ran under one scheme.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ctxlab::scenarios {

// One event of a trace: its kind, and what belongs to it, in order. The kinds:
//   start T C        a turn begins at time T, and finds context C
//   turn T C         it has ended, and leaves C
//   switch C         C is current now
//   log L C O        a line, charged to C; O owns it
//   warn KIND ...    as the probe was told: lost C, found C D, restart-finished C, not-maintained
//   end I ok|failed C   the deferred of the story's request I has its result
//   drop QUEUE       the story drops the deferreds of a queue
//   unhandled WHY    a failure that nobody has looked at
//   usage C CPU TRANSACTIONS TIME WAIT FETCHED   at the end, what C was charged with, if anything
// A context is named by its name, or `sentinel`.
using field = std::variant<std::int64_t, std::string>;
using event = std::vector<field>;

inline const std::string sentinel = "sentinel";

// Whose name a line carries, against whose it is.
enum class verdict { right, misattributed, lost, leaked };
verdict judge(std::string_view charged, std::string_view owner);

struct turn_counts {
  std::int64_t total = 0;
  std::int64_t leaked = 0;                      // left a context in the reactor
  std::optional<std::int64_t> until_clean = 0;  // from the first that leaked until it was clean for good; or never
  std::optional<std::int64_t> first_wrong_line_after;  // from the first that leaked; none if no line went wrong
};

// Virtual units, spent by the story and those beside it, and those of them charged to another than their owner.
struct charges {
  std::int64_t spent = 0;
  std::int64_t wrong = 0;
};

struct observation {
  std::array<std::int64_t, 4> lines{};  // by verdict
  turn_counts turns;
  std::map<std::string, std::int64_t> warnings;
  // Of the warnings: a finished context was made current, and nothing was charged to it until it was left.
  std::int64_t harmless = 0;
  std::int64_t unhandled = 0;
  charges cpu;
  charges database;
  std::int64_t contexts_alive = 0;
  std::int64_t deferreds_alive = 0;
  std::int64_t coroutines_alive = 0;
  std::int64_t calls = 0;   // of the scheme's vocabulary that the story made, each place in its text once
  std::int64_t needed = 0;  // those of them without which it goes worse
  std::optional<bool> matches;
  std::map<std::string, std::int64_t> notes;  // what a story counted itself, by its name for it
  std::string unsupported;                    // the reason, if the scheme has no way to tell it
  std::vector<event> trace;
  std::vector<std::string> log;  // its lines as JSON (log_lines in record.hpp), if they were asked for

  std::int64_t count(verdict asked) const { return lines[static_cast<std::size_t>(asked)]; }
  std::int64_t wrong_lines() const {
    return count(verdict::misattributed) + count(verdict::lost) + count(verdict::leaked);
  }
  // What went wrong: misattributed, lost, leaked, turn-leak, never-clean, warning, alive.
  std::set<std::string> faults() const;
};

// Counts, from the trace alone, what can be counted there: lines and turns.
void count_trace(observation& counted);

// Those faults that the documents speak of: who a line is charged to, and what is left in the reactor.
std::set<std::string> documented(const std::set<std::string>& faults);

}  // namespace ctxlab::scenarios
