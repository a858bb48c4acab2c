// A scenario program, read, checked and resolved: every name is a number, every body a line of instructions with its
// jumps and handlers worked out, so that running it looks nothing up. The format is FORMAT.md's, beside the
// conformance programs. A program is plain data, made by the reader (reader.hpp) and never changed after.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace ctxlab::programs {

// A number for a text: an index into program::names and, beyond these, into the names that a run makes.
using name = std::uint32_t;
inline constexpr name sentinel_name = 0;

inline constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();

// What an instruction does; `a`, `b`, `first` and `second` mean what its line says. The instructions of an expression
// leave its deferred as the function's value, for those of its statement to take.
enum class op : std::uint8_t {
  // Expressions.
  call,        // a: function
  background,  // a: function
  request,     // a: function, b: name of the context
  sleep,       // first: time
  raw_sleep,   // first: time
  wait,        // a: queue
  yieldable,   // the value
  member,      // the value becomes the next member of a gather
  gather,      // a: how many members
  succeed,
  failed,   // a: name of the reason
  var,      // a: variable
  then,     // the value, a: function
  catches,  // the value, a: function
  both,     // the value, a: function
  timeout,  // the value, first: time
  // Statements.
  log,              // a: label, b: name of the owner, or `nowhere` for the text's
  enter,            // a: name of the context
  nested,           // a: suffix
  preserve,         // a: name of the context, or `nowhere` for the sentinel
  leave,            // the innermost scope
  open,             // a: scope, b: name of the context
  close,            // a: scope
  repeat,           // a: counter, first: rounds
  again,            // a: counter, b: instruction at the begin of a round, first: instructions in a round
  end_finally,      // a: what was raised; raises it again
  await,            // the value
  await_yieldable,  // the value, to be made yieldable
  await_sleep,      // first: time
  discard,          // the value
  let,              // a: variable, which becomes the value
  drop,             // a: variable
  fire,             // a: queue
  fail,             // a: queue
  fire_one,         // a: queue
  fail_one,         // a: queue
  clear,            // a: queue
  cancel,           // a: variable
  raise,            // a: name of the reason
  jump,             // a: instruction
  cpu,              // first: units
  db,               // first: waited for a connection, second: length
  fetch,            // first: how many
  collect,
  end,  // with the value, if there is one
};

struct instruction {
  op operation;
  std::uint32_t handler = nowhere;  // of the function's handlers
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  std::int64_t first = 0;
  std::int64_t second = 0;
};

struct handler {
  std::uint32_t target;           // instruction
  std::uint32_t depth;            // scopes that stay open
  std::uint32_t outer;            // handler
  std::uint32_t keeps = nowhere;  // of a `finally`: where what was raised is kept meanwhile
};

struct function {
  name called;
  bool is_coroutine;
  std::uint32_t variables = 0;
  std::uint32_t scopes = 0;       // that are no blocks
  std::uint32_t counters = 0;     // of rounds
  std::uint32_t finals = 0;       // `finally`s
  std::vector<instruction> code;  // ends with op::end
  std::vector<handler> handlers;
};

struct request {
  std::int64_t at;
  std::uint32_t calls;  // function
};

struct program {
  std::vector<std::string> names;  // [sentinel_name] is "sentinel"
  std::vector<function> functions;
  std::vector<request> requests;
  std::uint32_t queues = 0;
  bool spends_cpu = false;
};

}  // namespace ctxlab::programs
