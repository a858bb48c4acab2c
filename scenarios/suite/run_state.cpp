#include "scenarios/suite/run_state.hpp"

namespace ctxlab::scenarios {
namespace {

// Hears nothing: what is thrown away after a run leaves no trace.
struct ignored_failures final : unhandled_failure_sink {
  void unhandled(const failure&) noexcept override {}
};

}  // namespace

run_state::run_state(pace at, bool with_nobody_listening)
    : bare(with_nobody_listening), outer_context(exchange_context(nullptr)), clock(at) {
  recording.emplace(clock.turns(), bare);
}

observed_pool& run_state::pool() {
  if (!threads) threads.emplace(clock.on_threads(), *recording, *recording);
  return *threads;
}

run_state::~run_state() {
  threads.reset();
  recording.reset();
  ignored_failures nobody;
  unhandled_failure_sink* const outer = install_unhandled_failure_sink(&nobody);
  clock.turns().clear();
  hopping.clear();
  queues.clear();
  for (const auto& each : held) each->let_go();
  while (!variables.empty()) {
    const deferred last = (*variables.begin())->take();
    variables.erase(variables.begin());
  }
  dies_later.reset();
  install_unhandled_failure_sink(outer);
  exchange_context(std::move(outer_context));
}

std::vector<deferred> run_state::take_queue(std::string_view name) {
  const auto found = queues.find(name);
  if (found == queues.end()) return {};
  std::vector<deferred> taken = std::move(found->second);
  queues.erase(found);
  return taken;
}

}  // namespace ctxlab::scenarios
