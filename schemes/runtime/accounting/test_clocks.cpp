// The clocks of the accounting: the self-correcting one on a stand-in processor, whose thread can be taken off it,
// whose counter can drift and run backwards, and whose system calls take time.
#include <chrono>
#include <utility>

#include "schemes/runtime/accounting/accounting.hpp"
#include "schemes/runtime/testing/catch.hpp"
#include "schemes/runtime/testing/test_observers.hpp"

namespace ctxlab {
namespace {

constexpr std::int64_t us = 1000;
constexpr std::int64_t ms = 1000 * us;
constexpr std::int64_t at_the_beginning = 2;  // system calls

// A thread on a processor whose counter makes 4 ticks a nanosecond, or says so.
class fake_processor {
 public:
  explicit fake_processor(std::int64_t into_the_call = 0) : into_the_call_(into_the_call) {}
  void run(std::int64_t nanoseconds) {
    spent_ += nanoseconds;
    away(nanoseconds);
  }
  // The thread is off the processor, or the hypervisor is on it.
  void away(std::int64_t nanoseconds) { ticks_ += static_cast<std::uint64_t>(nanoseconds) * ticks_a_nanosecond; }
  // The thread goes to another core, whose counter is behind or ahead.
  void jump(std::int64_t nanoseconds) { ticks_ += static_cast<std::uint64_t>(nanoseconds * 4); }

  std::uint64_t now() const { return ticks_; }
  std::int64_t nanoseconds() {
    run(into_the_call_);
    const std::int64_t answer = spent_;
    away(std::exchange(held_up_, 0));
    run(into_the_call_ + std::exchange(work_of_it_, 0));
    return answer;
  }
  // In the next call, after its answer, another thread has the core for so long; to and fro is work, too.
  void hold_up_next_call(std::int64_t nanoseconds, std::int64_t work) {
    held_up_ = nanoseconds;
    work_of_it_ = work;
  }

  std::uint64_t ticks_a_nanosecond = 4;

 private:
  std::int64_t into_the_call_;  // and as long on the way back
  std::int64_t held_up_ = 0;
  std::int64_t work_of_it_ = 0;
  std::uint64_t ticks_ = 1'000'000'000;
  std::int64_t spent_ = 123'456;
};

using fake_clock = corrected_clock<fake_processor, fake_processor>;
constexpr fake_clock::settings four_ticks{(1u << 31) / 4, fake_clock::usual_window};

// A clock on a fake processor, and its laps.
struct fake {
  explicit fake(fake_clock::settings chosen = four_ticks, std::int64_t into_the_call = 0)
      : processor(into_the_call), clock(processor, processor, chosen), laps(clock) {}
  std::int64_t lap() {
    const cpu_time spent = laps.lap(laps.look());
    CHECK(spent.system == 0);
    return spent.user;
  }
  // The lap in which the thread runs for so long.
  std::int64_t lap_of(std::int64_t nanoseconds) {
    processor.run(nanoseconds);
    return lap();
  }
  fake_processor processor;
  fake_clock clock;
  fake_clock::laps laps;
};

TEST_CASE("Laps shorter than the window are the counter's word, and make no system call") {
  fake it;
  for (int i = 0; i != 1000; ++i) REQUIRE(it.lap_of(50 * us - 1) == 50 * us - 1);
  CHECK(it.clock.system_calls() == at_the_beginning);
  CHECK(it.lap_of(50 * us) == 50 * us);
  CHECK(it.clock.system_calls() == at_the_beginning + 1);
}

TEST_CASE("A lap in which the thread was kept waiting is what the thread's clock says") {
  fake it;
  it.processor.run(600 * us);
  it.processor.away(8 * ms);
  it.processor.run(400 * us);
  CHECK(it.lap() == 1 * ms);
  it.processor.run(10);
  it.processor.away(8 * ms);
  CHECK(it.lap() == 10);
  CHECK(it.lap_of(20 * us) == 20 * us);
  CHECK(it.clock.system_calls() == at_the_beginning + 2);
}

TEST_CASE("A corrected lap is not charged with the short laps before it") {
  fake it;
  for (int i = 0; i != 7; ++i) it.lap_of(30 * us);
  it.processor.away(1 * ms);
  CHECK(it.lap_of(5 * us) == 5 * us);
}

TEST_CASE("Ten seconds of short laps lose nothing to rounding") {
  fake it({3 * ((1u << 31) / 10), fake_clock::usual_window});  // says 0.3 ns a tick
  std::int64_t sum = 0;
  for (int i = 0; i != 1'000'000; ++i) {
    it.processor.jump(10 * us);  // 40,000 ticks
    sum += it.lap();
  }
  CHECK(sum == Catch::Approx(12.0 * 1000 * ms).epsilon(1e-8));
}

TEST_CASE("A counter that drifts is put right at the end of the next long lap") {
  fake it;
  it.processor.ticks_a_nanosecond = 5;  // a quarter faster than it says
  CHECK(it.lap_of(20 * us) == 25 * us);
  CHECK(it.lap_of(1 * ms) == 995 * us);  // what was charged too much is given back
  CHECK(it.lap_of(1 * ms) == 1 * ms);
  it.processor.ticks_a_nanosecond = 3;
  CHECK(it.lap_of(40 * us) == 30 * us);
  CHECK(it.lap_of(1 * ms) == 1010 * us);
  CHECK(it.lap_of(10 * ms) == 10 * ms);
}

TEST_CASE("A short interruption is charged, but is no more than the window, and the sum comes right") {
  fake it;
  it.processor.away(40 * us);
  CHECK(it.lap_of(5 * us) == 45 * us);
  it.processor.away(60 * us);
  CHECK(it.lap_of(10 * us) == 0);      // 30 are still to be given back: not below nothing
  CHECK(it.lap_of(1 * ms) == 1 * ms);  // and not held against the laps that follow
}

TEST_CASE("A counter that runs backwards between cores costs one system call and no lap") {
  const std::int64_t back = GENERATE(1, 30 * us, 10 * ms);
  fake it;
  it.processor.run(20 * us);
  it.processor.jump(-20 * us - back);
  CHECK(it.lap() == 20 * us);
  CHECK(it.clock.system_calls() == at_the_beginning + 1);
  CHECK(it.lap_of(20 * us) == 20 * us);
  CHECK(it.clock.system_calls() == at_the_beginning + 1);
}

TEST_CASE("A counter that starts again from nothing is no long lap") {
  fake it;
  it.processor.run(20 * us);
  it.processor.jump(-static_cast<std::int64_t>(it.processor.now() / 4));
  CHECK(it.lap() == 20 * us);
  CHECK(it.lap_of(3 * us) == 3 * us);
}

TEST_CASE("The system call is charged to neither of the laps beside it") {
  fake it(four_ticks, 300);
  CHECK(it.lap_of(1 * ms) == 1 * ms);
  CHECK(it.lap_of(1 * ms) == 1 * ms);
  CHECK(it.lap_of(20 * us) == 20 * us);
  CHECK(it.lap_of(1 * ms) == 1 * ms);
}

TEST_CASE("The lap before a system call in which the thread lost the core is not charged for that, nor the one after") {
  fake it(four_ticks, 300);
  it.processor.hold_up_next_call(5 * ms, 20 * us);
  CHECK(it.lap_of(1 * ms) == 1 * ms);
  CHECK(it.clock.system_calls() == at_the_beginning + 2);
  CHECK(it.lap_of(1 * ms) == 1 * ms);
  it.processor.hold_up_next_call(0, 20 * us);
  CHECK(it.lap_of(1 * ms) == 1 * ms);
  CHECK(it.lap_of(10 * us) == 10 * us);
  CHECK(it.lap_of(1 * ms) == 1 * ms);
}

TEST_CASE("Without a window every lap is corrected") {
  fake it({four_ticks.rate, 0});
  it.processor.away(10 * us);
  CHECK(it.lap_of(3) == 3);
  CHECK(it.lap_of(0) == 0);
  CHECK(it.clock.system_calls() == at_the_beginning + 2);
}

TEST_CASE("A look at the lap so far does not end it") {
  fake it;
  it.processor.run(20 * us);
  CHECK(it.laps.running().user == 20 * us);
  CHECK(it.clock.system_calls() == at_the_beginning);
  it.processor.away(5 * ms);
  it.processor.run(20 * us);
  CHECK(it.laps.running().user == 40 * us);
  CHECK(it.clock.system_calls() == at_the_beginning + 1);
  CHECK(it.lap_of(2 * us) == 42 * us);
}

TEST_CASE("Accounting by a corrected clock charges a context and its ancestors, and nobody for the sentinel") {
  fake_processor processor;
  fake_clock clock(processor, processor, four_ticks);
  const accounting_by<fake_clock> account(clock);
  const context_ptr oldest = context::make("oldest");
  context_ptr line = oldest;
  for (int i = 0; i != 1000; ++i) line = context::make("heir", line);
  processor.run(7 * us);
  for (int i = 0; i != 3; ++i) {
    const preserved_scope in{context_ptr(line)};
    processor.run(10 * us);
    CHECK(account.usage_of(*line).cpu.user == (i + 1) * 10 * us);
    CHECK(account.usage_of(*oldest).cpu.user == i * 10 * us);
    const preserved_scope nested{context_ptr(oldest)};
    const preserved_scope nobody{nullptr};
    processor.away(3 * ms);
    processor.run(1 * us);
  }
  CHECK(account.usage_of(*line).cpu.user == 30 * us);
  CHECK(account.usage_of(*line->parent()).cpu.user == 30 * us);
  CHECK(account.usage_of(*oldest).cpu.user == 30 * us);
}

TEST_CASE("An ancestor that was charged before its heir is charged for it too") {
  fake_processor processor;
  fake_clock clock(processor, processor, four_ticks);
  const accounting_by<fake_clock> account(clock);
  const context_ptr a = context::make("A");
  {
    const preserved_scope in{context_ptr(a)};
    processor.run(1 * us);
  }
  const context_ptr c = context::make("C", context::make("B", a));
  {
    const preserved_scope in{context_ptr(c)};
    processor.run(1 * ms);
  }
  CHECK(account.usage_of(*a).cpu.user == 1001 * us);
  CHECK(account.usage_of(*c->parent()).cpu.user == 1 * ms);
  CHECK(account.usage_of(*c).cpu.user == 1 * ms);
}

TEST_CASE("Accounting by a corrected clock passes the news on") {
  observed_switches switches;
  fake_processor processor;
  fake_clock clock(processor, processor, four_ticks);
  const accounting_by<fake_clock> account(clock);
  const context_ptr a = context::make("A");
  for (int i = 0; i != 2; ++i) {
    const preserved_scope in{context_ptr(a)};
    processor.run(5);
  }
  CHECK(switches.texts == words{"sentinel > A", "A > sentinel", "sentinel > A", "A > sentinel"});
  CHECK(clock.system_calls() == at_the_beginning);
  CHECK(account.usage_of(*a).cpu.user == 10);
}

TEST_CASE("Every reading of getrusage and of the thread's clock is a system call, and is counted") {
  rusage_clock rusage;
  thread_cpu_clock thread;
  const accounting by_one(rusage);
  const accounting by_other(thread);
  const context_ptr a = context::make("A");
  { const preserved_scope in{context_ptr(a)}; }
  CHECK(rusage.system_calls() == 3);
  CHECK(thread.system_calls() == 3);
}

void work() {
  volatile std::uint64_t done = 0;
  for (int i = 0; i != 3'000'000; ++i) done = done + 1;
}

TEST_CASE("A long lap by the counter clock is no more than the thread's clock shows around it") {
  counter_clock clock;
  thread_cpu_clock thread;
  const std::int64_t before = thread.nanoseconds();
  counter_clock::laps laps(clock);
  work();
  const std::int64_t spent = laps.lap(laps.look()).user;
  const std::int64_t after = thread.nanoseconds();
  CHECK(spent > 0);
  CHECK(spent <= after - before);
  CHECK(clock.system_calls() > at_the_beginning);
}

TEST_CASE("The counter's nanoseconds lie between those of the thread's clock and those of the wall") {
  const auto wall = [] { return std::chrono::steady_clock::now(); };
  counter_clock trusting(999 * ms);  // so the lap is the counter's word
  thread_cpu_clock thread;
  const auto start = wall();
  counter_clock::laps laps(trusting);
  const std::int64_t before = thread.nanoseconds();
  work();
  const std::int64_t spent = thread.nanoseconds() - before;
  const std::int64_t counted = laps.lap(laps.look()).user;
  const double passed = std::chrono::duration<double, std::nano>(wall() - start).count();
  CHECK(static_cast<double>(counted) >= 0.999 * static_cast<double>(spent));
  CHECK(static_cast<double>(counted) <= 1.001 * passed);
}

}  // namespace
}  // namespace ctxlab
