// Story: a request has CPU time burnt on a thread.
// Asked: is it charged to the request that asked for it?
#include "scenarios/suite/story.hpp"
#include "schemes/defer_to_thread.hpp"
#include "schemes/runtime/accounting/accounting.hpp"

namespace ctxlab::scenarios {
namespace {

// In nanoseconds of the thread's CPU clock.
constexpr std::int64_t to_burn = 2'000'000;

template <class S>
std::int64_t burns(S) {
  thread_cpu_clock clock;
  const auto used = [&] {
    const cpu_time now = clock.now();
    return now.user + now.system;
  };
  const std::int64_t before = used();
  while (used() - before < to_burn) {
  }
  return used() - before;
}

template <class S>
coroutine<S> asks(S s, testbed bed, context_ptr mine) {
  say(s, "r1", "begins");
  deferred there = defer_to_thread(s, bed.home(), bed.pool(), burns<S>);
  const result burnt = co_await std::move(there);
  const usage* const of = mine->charged();
  bed.note("burnt", burnt.value<std::int64_t>() >= to_burn);
  bed.note("charged_to_caller", of && of->cpu.user + of->cpu.system >= to_burn);
  say(s, "r1", "ends");
}

template <class S>
deferred serve(S s, testbed bed) {
  const context_ptr mine = context::make("r1");
  return s.request(mine, asks<S>, bed, mine);
}

const registration here({.name = "threads/cpu-charged-to-caller",
                         .kind = variant::idiomatic,
                         .story = "A request has 2 ms of CPU time burnt on a thread.",
                         .asked = "Is that charged to the request?",
                         .source = "issue: its CPU time is charged to the caller's",
                         .needs = {feature::threads}},
                        [](auto s, testbed bed) { bed.start(s, 0, serve<decltype(s)>, bed); });

}  // namespace
}  // namespace ctxlab::scenarios
