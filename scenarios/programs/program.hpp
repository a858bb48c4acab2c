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

// What an expression is; `a`, `b` and `time` mean what its line says.
enum class form : std::uint8_t {
  call,        // a: function
  background,  // a: function
  request,     // a: function, b: name of the context
  sleep,       // time
  raw_sleep,   // time
  wait,        // a: queue
  yieldable,   // a: expression
  gather,      // a: first of program::members, b: how many
  succeed,
  failed,      // a: name of the reason
  var,         // a: variable
  then,        // a: expression, b: function
  catches,     // a: expression, b: function
  both,        // a: expression, b: function
};

struct expression {
  form what;
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  std::int64_t time = 0;
};

enum class op : std::uint8_t {
  log,       // a: label
  enter,     // a: name of the context
  nested,    // a: suffix
  preserve,  // a: name of the context, or `nowhere` for the sentinel
  leave,     // the innermost scope
  await,     // a: expression
  await_yieldable,  // a: expression, to be made yieldable
  await_sleep,      // first: time
  eval,      // a: expression
  let,       // a: variable, b: expression
  drop,      // a: variable
  fire,      // a: queue
  fail,      // a: queue
  clear,     // a: queue
  cancel,    // a: variable
  raise,     // a: name of the reason
  jump,      // a: instruction
  cpu,       // first: units
  db,        // first: waited for a connection, second: length
  fetch,     // first: how many
  collect,
  give,      // a: expression; the plain function's result, and its end
  end,
};

struct instruction {
  op what;
  std::uint32_t handler = nowhere;  // of the function's handlers
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  std::int64_t first = 0;
  std::int64_t second = 0;
};

struct handler {
  std::uint32_t target;  // instruction
  std::uint32_t depth;   // scopes that stay open
};

struct function {
  name called;
  bool is_coroutine;
  std::uint32_t variables = 0;
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
  std::vector<expression> expressions;
  std::vector<std::uint32_t> members;  // of the gathers: expressions
  std::vector<request> requests;
  std::uint32_t queues = 0;
  bool spends_cpu = false;
};

}  // namespace ctxlab::programs
