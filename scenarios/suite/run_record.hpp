// Observations as JSON: the record that the report is made from.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "scenarios/suite/runner.hpp"

namespace ctxlab::scenarios {

using json = nlohmann::ordered_json;

// What was run: indices into scheme_cards() and all_scenarios().
struct selection {
  std::vector<std::size_t> schemes;
  std::vector<std::size_t> scenarios;
};

// In the order of the selection, the schemes of a scenario together.
using observations = std::vector<std::vector<observation>>;

json to_json(const scenario& described);
json to_json(const observation& observed);

// The whole record, `ctxlab.run` version 2, in its envelope (scenarios/records/envelope.hpp).
json run_record(const selection& chosen, const observations& observed);

// The log of those runs, one JSON object a line: scenario, scheme, turn and time of the reactor, thread (0 is its own),
// context and id (null for none), facts and message. In the order of the selection and then in that of the lines.
// Requires: observed with their log.
std::string log_lines(const selection& chosen, const observations& observed);

}  // namespace ctxlab::scenarios
