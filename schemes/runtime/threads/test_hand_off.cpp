// What a hand-off leaves behind, at home and on the worker's thread.
#include "schemes/runtime/accounting/clocks.hpp"
#include "schemes/runtime/testing/catch.hpp"
#include "schemes/runtime/testing/test_observers.hpp"
#include "schemes/runtime/threads/hand_off.hpp"

namespace ctxlab {
namespace {

TEST_CASE("The child that goes along is finished when the work's result is home, and not before", "[threads]") {
  asio_reactor home(asio_reactor::clock::duration::zero());
  thread_pool pool(1);
  const context_ptr caller = context::make("A");
  context_ptr child;
  bool finished_at_work = true;
  const deferred done = hand_off(home, pool, caller, [&](const context_ptr& there) {
    child = there;  // the worker's alone, until it has ended
    finished_at_work = there->finished();
    return result(7);
  });
  home.run();
  CHECK(done.complete());
  REQUIRE(child);
  CHECK(child->name() == "A-thread");
  CHECK(child->parent() == caller.get());
  CHECK_FALSE(finished_at_work);
  CHECK(child->finished());
  CHECK_FALSE(caller->finished());
}

TEST_CASE("The CPU time of work on another thread is charged to whoever handed it off", "[threads]") {
  constexpr std::int64_t two_ms = 2'000'000;  // in nanoseconds
  asio_reactor home(asio_reactor::clock::duration::zero());
  thread_pool pool(1);
  const context_ptr caller = context::make("A");
  hand_off(home, pool, caller, [](const context_ptr&) {
    thread_cpu_clock clock;
    const auto spent = [&] { return clock.now().user + clock.now().system; };
    for (const auto until = spent() + two_ms; spent() < until;) continue;
    return result();
  });
  home.run();
  REQUIRE(caller->charged());
  CHECK(caller->charged()->cpu.user + caller->charged()->cpu.system >= two_ms);
}

TEST_CASE("The worker's thread has the caller's sinks while it works, and its own again afterwards", "[threads]") {
  observed_lines lines;
  observed_failures failures;
  asio_reactor home(asio_reactor::clock::duration::zero());
  thread_pool pool(1);
  hand_off(home, pool, context::make("A"), [](const context_ptr& child) {
    log_line("at work", child.get());
    return result();
  });
  home.run();
  log_sink* kept = log_sink_;
  unhandled_failure_sink* kept_failures = installed_unhandled_failure_sink();
  pool.execute([&] {
    kept = log_sink_;
    kept_failures = installed_unhandled_failure_sink();
  });
  pool.finish();
  CHECK(lines.texts == words{"at work: A-thread"});
  CHECK(kept == nullptr);
  CHECK(kept_failures == nullptr);
}

}  // namespace
}  // namespace ctxlab
