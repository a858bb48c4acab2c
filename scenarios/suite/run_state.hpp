// One run of one scenario: what the testbed acts on.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "scenarios/suite/clockwork.hpp"
#include "scenarios/suite/observed_pool.hpp"
#include "scenarios/suite/recorder.hpp"
#include "scenarios/suite/testbed.hpp"
#include "schemes/runtime/coroutine/collector.hpp"

namespace ctxlab::scenarios {

class variable;

class run_state {
 public:
  // Clears this thread's context, until it dies.
  run_state(pace at, bool bare);
  ~run_state();
  run_state(const run_state&) = delete;
  run_state& operator=(const run_state&) = delete;

  std::vector<deferred> take_queue(std::string_view name);
  // The pool, made when it is first asked for.
  observed_pool& pool();

  const bool bare;
  context_ptr outer_context;
  std::vector<std::shared_ptr<run_long>> held;
  clockwork clock;
  std::unique_ptr<collector> dies_later;
  std::map<std::string, std::vector<deferred>, std::less<>> queues;
  std::set<variable*> variables;
  std::map<std::int64_t, deferred> hopping;
  std::int64_t hops = 0;
  std::int64_t requests = 0;
  std::optional<recorder> recording;
  std::optional<observed_pool> threads;
};

}  // namespace ctxlab::scenarios
