// JSON lines, for the tests that read them.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "scenarios/suite/run_record.hpp"

namespace ctxlab::scenarios {

inline std::vector<json> parsed(const std::string& lines) {
  std::vector<json> values;
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) values.push_back(json::parse(line));
  return values;
}

}  // namespace ctxlab::scenarios
