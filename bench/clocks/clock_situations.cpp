#include "bench/clocks/clock_situations.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <stdexcept>
#include <thread>

#include "schemes/runtime/accounting/accounting.hpp"
#include "schemes/runtime/context/scope.hpp"

namespace ctxlab::bench {
namespace {

using wall = std::chrono::steady_clock;

[[gnu::noinline]] void burn(std::int64_t iterations) {
  std::uint64_t x = 1;
  for (std::int64_t i = 0; i != iterations; ++i) {
    x = x * 6364136223846793005u + 1442695040888963407u;
    asm volatile("" : "+r"(x));
  }
}

// How long work takes by the thread's own clock, which is no part of the accounting.
std::int64_t spent_now() {
  thread_cpu_clock clock;
  return clock.nanoseconds();
}

double iterations_a_microsecond() {
  static const double rate = [] {
    constexpr std::int64_t some = 1'000'000;
    std::int64_t least = std::int64_t{1} << 62;
    for (int tries = 0; tries != 5; ++tries) {
      const std::int64_t before = spent_now();
      burn(some);
      least = std::min(least, spent_now() - before);
    }
    return some * 1000.0 / static_cast<double>(least);
  }();
  return rate;
}

std::int64_t preemptions_now() {
  rusage of{};
  getrusage(RUSAGE_THREAD, &of);
  return of.ru_nivcsw;
}

struct request {
  context_ptr context = context::make("request");
  std::int64_t spent = 0;
};

// What lies between two readings of which neither is held up.
std::int64_t cost_of_reading() {
  static const std::int64_t cost = [] {
    std::vector<std::int64_t> all(1001);
    for (std::int64_t& each : all) {
      const std::int64_t before = spent_now();
      each = spent_now() - before;
    }
    std::nth_element(all.begin(), all.begin() + 500, all.end());
    return all[500];
  }();
  return cost;
}

// The second of two readings that follow each other as they should. A reading makes the operating system look whether
// this thread's turn is over, and then it is taken off the core on its way out, which costs it some 20 us: that must
// not lie between the reading and what is measured.
std::int64_t settled_now() {
  std::int64_t last = spent_now();
  for (int tries = 0; tries != 10; ++tries) {
    const std::int64_t next = spent_now();
    if (next - last <= 2 * cost_of_reading()) return next;
    last = next;
  }
  return last;
}

// Reading the thread's clock also brings up to date what getrusage shows, which no server does for it. So there the
// last reading comes after the accounting's.
template <class Clock>
constexpr bool read_late = std::is_same_v<Clock, rusage_clock>;

// What a burst takes by readings before the context becomes current and at its end. What the first is too early, by
// the way out of it and into the accounting's clock, the last is too, if it is in the context.
template <class Clock>
std::int64_t burst(const context_ptr& context, std::int64_t iterations, const Clock& clock, charges& to) {
  const auto start = wall::now();
  const std::int64_t before = settled_now();
  std::int64_t after = 0, calls = 0;
  {
    const preserved_scope scope{context_ptr(context)};
    calls = clock.system_calls();
    burn(iterations);
    if (!read_late<Clock>) after = settled_now();
  }
  if (read_late<Clock>) after = spent_now();
  if (wall::now() - start < std::chrono::microseconds(50)) {
    ++to.short_bursts;
    to.calls_in_short_bursts += clock.system_calls() - calls;
  }
  return after - before;
}

// If it is not, the last is too late, by as much.
template <class Clock>
std::int64_t too_late(const Clock& clock) {
  if (!read_late<Clock>) return 0;
  charges aside;
  const context_ptr context = context::make("nothing to do");
  std::vector<std::int64_t> all(101);
  for (std::int64_t& each : all) each = burst(context, 0, clock, aside);
  std::nth_element(all.begin(), all.begin() + 50, all.end());
  return all[50];
}

template <class Clock>
void charge(situation in, int burst_us, double seconds, charges& to) {
  const auto iterations = static_cast<std::int64_t>(iterations_a_microsecond() * burst_us);
  const int together = in == situation::interleaved ? 3 : 1;
  const int turns = in == situation::interleaved ? 3 : 1;
  Clock clock;
  const accounting_by<Clock> account(clock);
  const std::int64_t late = too_late(clock);
  const std::int64_t calls = clock.system_calls(), preempted = preemptions_now();
  const auto end = wall::now() + std::chrono::duration<double>(seconds);
  do {
    std::vector<request> all(static_cast<std::size_t>(together));
    for (int turn = 0; turn != turns; ++turn)
      for (request& each : all) each.spent += burst(each.context, iterations, clock, to) - late;
    for (const request& each : all) {
      const cpu_time charged = account.usage_of(*each.context).cpu;
      const auto spent = static_cast<double>(each.spent);
      to.errors.push_back(std::abs(static_cast<double>(charged.user + charged.system) - spent) / spent);
    }
    to.switches += 2 * together * turns;
  } while (wall::now() < end);
  to.system_calls += clock.system_calls() - calls;
  to.preemptions += preemptions_now() - preempted;
}

// Between requests, from one straight to the other, as nothing else needs instructions.
[[gnu::noinline]] void switch_on(std::int64_t times) {
  const context_ptr a = context::make("A"), b = context::make("B");
  const preserved_scope home(nullptr);
  for (std::int64_t i = 0; i < times; i += 2) {
    a->retain();
    b->retain();
    if (context* const before = exchange_counted(a.get())) before->release();
    if (context* const before = exchange_counted(b.get())) before->release();
  }
}

template <class Clock>
void switch_by(Clock& clock, std::int64_t times) {
  const accounting_by<Clock> account(clock);
  switch_on(times);
}

template <class Clock>
measured_clock by(std::string name, std::string brief) {
  return {std::move(name), std::move(brief), charge<Clock>, [](std::int64_t times) {
            Clock clock;
            switch_by(clock, times);
          }};
}

}  // namespace

const char* name_of(situation which) {
  switch (which) {
    case situation::alone: return "alone";
    case situation::interleaved: return "interleaved";
    case situation::busy: return "busy";
  }
  return "unknown";
}

busy_neighbours::busy_neighbours() {
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  for (unsigned i = 0; i != cores; ++i) {
    const pid_t child = fork();
    if (child < 0) {
      const int error = errno;
      this->~busy_neighbours();
      throw std::runtime_error(std::string("cannot start a process to be busy beside: ") + std::strerror(error));
    }
    if (child == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      alarm(60);  // should even that fail
      for (;;) burn(1'000'000);
    }
    children_.push_back(child);
  }
}

busy_neighbours::~busy_neighbours() {
  for (const pid_t each : children_) kill(each, SIGKILL);
  for (const pid_t each : children_) waitpid(each, nullptr, 0);
  children_.clear();
}

const std::vector<measured_clock>& measured_clocks() {
  static const std::vector<measured_clock> all = [] {
    std::vector<measured_clock> list;
    list.push_back({"none", "no accounting", nullptr, switch_on});
    list.push_back(by<rusage_clock>("getrusage", "user and system apart, as the production server does it"));
    list.push_back(by<thread_cpu_clock>("thread", "the thread's CPU clock, a system call a switch"));
    list.push_back(by<counter_clock>("counter", std::string("the ") + std::string(processor_counter::name) +
                                                    ", put right by the thread's CPU clock"));
    // Under callgrind everything takes long; what is counted there is a lap that needs no correction.
    list.back().switches = [](std::int64_t times) {
      counter_clock clock(999'000'000);
      switch_by(clock, times);
    };
    return list;
  }();
  return all;
}

}  // namespace ctxlab::bench
