// A trace: what a program did, event by event, as FORMAT.md defines the events. While a program runs an event is a
// few numbers; it becomes JSON when somebody wants to read it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/programs/format/bounds.hpp"
#include "scenarios/programs/format/program.hpp"
#include "schemes/runtime/context/scope.hpp"

namespace ctxlab::programs {

enum class event_kind : std::uint8_t { log, turn, end, warn, usage };

// log:   a label, b context, c owner      turn: b context, number the time
// end:   b context, number the request, flag whether it went well
// warn:  flag the warning, a the context expected, c the one found
// usage: a context, number an index into trace::charges
struct event {
  event_kind kind;
  std::uint8_t flag = 0;
  name a = 0;
  name b = 0;
  name c = 0;
  std::int64_t number = 0;
};

struct charge {
  std::int64_t cpu, transactions, transaction_time, scheduling_time, fetched;
};

struct trace {
  std::vector<event> events;
  std::vector<charge> charges;
  std::vector<std::string> made_names;  // the names beyond the program's own
  bound stopped = bound::none;

  void clear() {
    events.clear();
    charges.clear();
    made_names.clear();
    stopped = bound::none;
  }
};

std::string_view text_of(name named, const program& compiled, const trace& recorded);
nlohmann::json to_json(const event& shown, const program& compiled, const trace& recorded);
// An array of events.
nlohmann::json to_json(const trace& recorded, const program& compiled);

// Whether a log line was charged to its owner.
bool is_wrong_line(const event& line);

// Whether the event at an index is a warning that a finished context was made current, and nothing was charged to it,
// as far as the trace tells: no line until another context is seen current, and no time in the whole run.
bool is_harmless(std::size_t index, const trace& recorded);

}  // namespace ctxlab::programs
