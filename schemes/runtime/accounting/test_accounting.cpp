// Accounting, after FORMAT.md's "Events": the CPU time between becoming current and ceasing to be
// is charged to a context and to each of its ancestors, and so is what `db` and `fetch` charge; a
// context still current at the end counts what it has spent since, for itself alone.
#include "schemes/runtime/accounting/accounting.hpp"
#include "schemes/runtime/testing/catch.hpp"
#include "schemes/runtime/testing/test_observers.hpp"

namespace ctxlab {
namespace {

TEST_CASE("CPU time is charged to the context that was current while it passed, and to its ancestors") {
  virtual_cpu_clock clock;
  const accounting account(clock);
  const context_ptr a = context::make("A");
  const context_ptr b = context::make("B", a);
  clock.spend(1);  // in the sentinel: charged to nobody
  {
    const entered_scope in{context_ptr(a)};
    clock.spend(10);
    {
      const entered_scope nested{context_ptr(b)};
      clock.spend(100);
      const preserved_scope nobody(nullptr);
      clock.spend(1000);
    }
    clock.spend(10000);
  }
  CHECK(account.usage_of(*a).cpu.user == 10110);
  CHECK(account.usage_of(*b).cpu.user == 100);
  CHECK(account.usage_of(*a).cpu.system == 0);
}

TEST_CASE(
    "A context that is current counts what it has spent since for itself, and its ancestors do not "
    "yet") {
  virtual_cpu_clock clock;
  const accounting account(clock);
  const context_ptr a = context::make("A");
  const context_ptr b = context::make("B", a);
  {
    const preserved_scope in{context_ptr(b)};
    clock.spend(7);
    CHECK(account.usage_of(*b).cpu.user == 7);
    CHECK(account.usage_of(*a).cpu.user == 0);
    CHECK(b->charged() == nullptr);  // asking charges nothing
  }
  CHECK(account.usage_of(*b).cpu.user == 7);
  CHECK(account.usage_of(*a).cpu.user == 7);
}

TEST_CASE(
    "Database transactions and fetched events are charged to the current context and its "
    "ancestors") {
  virtual_cpu_clock clock;
  const accounting account(clock);
  const context_ptr a = context::make("A");
  const context_ptr b = context::make("B", a);
  charge_transaction(1, 1);  // in the sentinel: charged to nobody
  charge_events_fetched(1);
  {
    const entered_scope in{context_ptr(a)};
    charge_transaction(20, 3);
    const entered_scope nested{context_ptr(b)};
    charge_transaction(400, 50);
    charge_events_fetched(6);
  }
  const usage of_a = account.usage_of(*a);
  CHECK(of_a.transactions == 2);
  CHECK(of_a.scheduling_time == 420);
  CHECK(of_a.transaction_time == 53);
  CHECK(of_a.events_fetched == 6);
  const usage of_b = account.usage_of(*b);
  CHECK(of_b.transactions == 1);
  CHECK(of_b.scheduling_time == 400);
  CHECK(of_b.transaction_time == 50);
  CHECK(of_b.events_fetched == 6);
}

TEST_CASE("Accounting charges from when it begins until it ends") {
  virtual_cpu_clock clock;
  const context_ptr a = context::make("A");
  const preserved_scope in{context_ptr(a)};
  clock.spend(1);
  {
    const accounting account(clock);
    clock.spend(10);
  }
  clock.spend(100);
  REQUIRE(a->charged() != nullptr);
  CHECK(a->charged()->cpu.user == 10);
}

TEST_CASE("Accounting passes the news of switches on to the observer before it, and not its own end") {
  observed_switches switches;
  virtual_cpu_clock clock;
  {
    const accounting account(clock);
    { const entered_scope in(context::make("A")); }
    CHECK(switches.texts == words{"sentinel > A", "A > sentinel"});
  }
  CHECK(switches.texts.size() == 2);
  { const entered_scope in(context::make("B")); }
  CHECK(switches.texts.size() == 4);
}

TEST_CASE("Two accounts by two clocks charge one context for both") {
  virtual_cpu_clock slow, fast;
  const context_ptr a = context::make("A");
  const accounting outer(slow);
  const accounting inner(fast);
  {
    const entered_scope in{context_ptr(a)};
    slow.spend(1);
    fast.spend(10);
  }
  CHECK(inner.usage_of(*a).cpu.user == 11);
}

TEST_CASE("The thread's CPU clock moves while the thread works, and never back") {
  thread_cpu_clock clock;
  const cpu_time start = clock.now();
  cpu_time now = start;
  volatile std::uint64_t work = 0;
  while (now.user + now.system == start.user + start.system) {
    for (int i = 0; i != 100'000; ++i) work = work + 1;
    const cpu_time next = clock.now();
    REQUIRE(next.user >= now.user);
    REQUIRE(next.system >= now.system);
    now = next;
  }
  CHECK(now.user + now.system > start.user + start.system);
}

}  // namespace
}  // namespace ctxlab
