// What a hand-off leaves behind, at home and on the worker's thread.
#include "schemes/runtime/accounting/accounting.hpp"
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

// A service found this: the accounts of the caller's ancestors were opened, and charged, from the worker's thread.
TEST_CASE("What work charges on another thread reaches the caller's ancestors at home, when the work is done",
          "[threads]") {
  constexpr int times = 1000;
  asio_reactor home(asio_reactor::clock::duration::zero());
  thread_pool pool(2);
  const context_ptr service = context::make("S"), caller = context::make("A", service);
  const auto charges = [](const context_ptr& child) {
    const preserved_scope in{context_ptr(child)};
    for (int i = 0; i != times; ++i) charge_transaction(2, 3);
    const entered_scope nested(context::make_nested("n", child));
    charge_events_fetched(7);
    return result();
  };
  for (int i = 0; i != 2; ++i) hand_off(home, pool, caller, charges);
  for (int i = 0; i != times; ++i) {  // meanwhile
    const preserved_scope in{context_ptr(service)};
    charge_transaction(1, 1);
  }
  CHECK_FALSE(caller->charged());
  home.run();
  REQUIRE(caller->charged());
  CHECK(caller->charged()->transactions == 2 * times);
  CHECK(caller->charged()->scheduling_time == 2 * 2 * times);
  CHECK(caller->charged()->transaction_time == 2 * 3 * times);
  CHECK(caller->charged()->events_fetched == 2 * 7);
  CHECK(service->charged()->transactions == 3 * times);
  CHECK(service->charged()->scheduling_time == 5 * times);
  CHECK(service->charged()->events_fetched == 2 * 7);
}

TEST_CASE("Work on the reactor's own thread is charged once, by the accounting there", "[threads]") {
  virtual_cpu_clock clock;
  asio_reactor home(asio_reactor::clock::duration::zero());
  reactor_executor own(home);
  const context_ptr caller = context::make("A");
  const accounting counts(clock);
  hand_off(home, own, caller, [&](const context_ptr& child) {
    const preserved_scope in{context_ptr(child)};
    clock.spend(5);
    return result();
  });
  home.run();
  REQUIRE(caller->charged());
  CHECK(caller->charged()->cpu.user == 5);
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
