// For each line that was charged to another than its owner, and for each turn that left a context behind: where the
// context that was found comes from, which statement failed to restore or to clear, and what ran between.
//
// The statement is found by trying: of the places at which a rule of the scheme is broken (lint.hpp), those without
// which, each alone, the fault is gone. When it ran is found by a line written before it, since a line changes nothing.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "scenarios/programs/lint/lint.hpp"
#include "scenarios/programs/machine/trace.hpp"

namespace ctxlab::programs {

struct fault {
  std::size_t event;                // of the trace: a log line or a turn
  std::string found;                // the context
  std::vector<std::string> makers;  // places of the statements that make a context of that name; none for nobody's
  std::vector<finding> causes;      // each alone mends it; that which ran last before the fault comes first
  std::vector<std::size_t> since;   // for each cause: the first event after it ran
};

struct blamed {
  trace done;
  std::vector<fault> faults;
};

// `scheme` is an index into scheme_cards(). Requires: the scheme has rules; the reader accepts the program.
blamed blame(const nlohmann::json& program, std::size_t scheme);

// Whether an event is a fault.
bool is_fault(const event& each);

}  // namespace ctxlab::programs
