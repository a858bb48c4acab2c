// What bounds a program: nothing in a file can crash the process, hang it, or make it use memory without end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ctxlab::programs {

// Of the text, checked while it is read.
namespace text_bounds {
inline constexpr std::size_t line_bytes = 16u << 20;  // one line of a .jsonl, or a whole .json
inline constexpr std::size_t parts = 100'000;         // statements, expressions, functions and requests of a program
inline constexpr std::size_t nesting = 64;            // statements and expressions within each other
inline constexpr std::size_t json_nesting = 256;      // of the line as a whole
inline constexpr std::size_t variables = 1'000;       // of one function
inline constexpr std::size_t name_bytes = 1'000;      // of one name or log text
inline constexpr std::int64_t rounds = 1'000;         // of one `repeat`
inline constexpr std::int64_t number = 1'000'000'000'000;  // a time, or an amount
}  // namespace text_bounds

// Of a run. A run that reaches one stops there; what it has recorded stays. Calls within calls are bounded by the
// stack of the thread that is there (machine/stack_room.hpp).
struct run_bounds {
  std::uint64_t turns = 10'000;
  std::uint64_t events = 100'000;
  std::uint64_t steps = 250'000;  // a call counts one for each instruction of its function, and each further round
                                  // of a `repeat` so again; a collection one for each deferred alive
  std::int64_t alive = 2'000;     // deferreds alive at once, those of coroutines included
  std::uint64_t name_bytes = 1u << 20;  // of the names of nested contexts
};

enum class bound : std::uint8_t { none, turns, events, steps, stack, alive, name_bytes };

constexpr std::string_view name_of(bound reached) {
  switch (reached) {
    case bound::none: return "none";
    case bound::turns: return "turns";
    case bound::events: return "events";
    case bound::steps: return "steps";
    case bound::stack: return "calls within calls than the stack has room for";
    case bound::alive: return "deferreds alive at once";
    case bound::name_bytes: return "bytes in the names of nested contexts";
  }
  return "unknown";
}

// The number of what there may be; 0 where there is none to tell.
constexpr std::uint64_t limit_of(bound reached, const run_bounds& bounds) {
  switch (reached) {
    case bound::none:
    case bound::stack: return 0;
    case bound::turns: return bounds.turns;
    case bound::events: return bounds.events;
    case bound::steps: return bounds.steps;
    case bound::alive: return static_cast<std::uint64_t>(bounds.alive);
    case bound::name_bytes: return bounds.name_bytes;
  }
  return 0;
}

// What a run that was stopped had too much of: "more than 10000 turns".
inline std::string too_much(bound reached, const run_bounds& bounds) {
  const std::uint64_t limit = limit_of(reached, bounds);
  return "more " + (limit ? "than " + std::to_string(limit) + " " : "") + std::string(name_of(reached));
}

}  // namespace ctxlab::programs
