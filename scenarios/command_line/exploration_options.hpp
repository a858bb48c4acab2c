// What `ctxlab explore` is asked for.
#pragma once

#include <string>
#include <vector>

#include "scenarios/programs/explorer/workload.hpp"

namespace CLI {
class App;
}

namespace ctxlab::commands {

struct exploration_options {
  std::string words = "full";
  std::string set = "bare";
  std::string sizes = "1-4";
  int requests = 0;   // both
  std::string ranks;  // all
  std::uint64_t sample = 0, seed = 1;
  unsigned jobs = 0;  // as many as there are cores
  bool slips = false, count = false;
  std::string record, distances, summary;
};

void add_options(CLI::App& command, exploration_options& asked);

// What is to be done, in the order of size and number of requests. Throws `unusable`.
std::vector<programs::workload> workloads(const exploration_options& asked);

}  // namespace ctxlab::commands
