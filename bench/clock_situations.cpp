#include "bench/clock_situations.hpp"

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

#include "schemes/accounting.hpp"

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

// What lies between two readings with nothing between them: the way out of the first and the way into the second.
// The context is charged for the way into the first reading and the way out of the second, which is as much.
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

std::int64_t preemptions_now() {
  rusage of{};
  getrusage(RUSAGE_THREAD, &of);
  return of.ru_nivcsw;
}

struct request {
  context_ptr context = context::make("request");
  std::int64_t spent = 0;
};

template <class Clock>
void charge(situation in, int burst_us, double seconds, charges& to) {
  const auto iterations = static_cast<std::int64_t>(iterations_a_microsecond() * burst_us);
  const std::int64_t reading = cost_of_reading();
  const int together = in == situation::interleaved ? 3 : 1;
  const int turns = in == situation::interleaved ? 3 : 1;
  Clock clock;
  const accounting_by<Clock> account(clock);
  const std::int64_t calls = clock.system_calls(), preempted = preemptions_now();
  const auto end = wall::now() + std::chrono::duration<double>(seconds);
  do {
    std::vector<request> all(static_cast<std::size_t>(together));
    for (int turn = 0; turn != turns; ++turn)
      for (request& each : all) {
        const preserved_scope scope{context_ptr(each.context)};
        const std::int64_t before = spent_now();
        burn(iterations);
        each.spent += spent_now() - before + reading;
      }
    for (const request& each : all) {
      const cpu_time charged = account.of(*each.context).cpu;
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
