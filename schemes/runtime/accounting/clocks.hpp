// Clocks for the accounting: how much CPU time a thread has spent.
//
// What each is good for, measured on a virtual AMD EPYC under Linux, 250 ticks a second:
//   virtual_cpu_clock  moves only when told to; tests
//   rusage_clock       user and system apart, as a production server does it; 230 ns, and blind to what happens
//                      between the ticks of a kernel that counts by ticks
//   thread_cpu_clock   exact to the nanosecond, a system call of 400 ns
//   counter_clock      the processor's counter, 10 ns, put right by the thread's CPU clock
// The last two cannot tell user from system time: all of it counts as user time.
//
// A clock is read through its `laps`: an object that gives out the time since it was last asked. It belongs to the
// thread that made it. A lap is taken in two steps, so that whoever has a fast path can see from the reading whether
// the lap is one for it (of less `ticks` than the `window`) before it ends the lap.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

#include "schemes/runtime/context/usage.hpp"

namespace ctxlab {

// The CPU time that the calling thread has spent since some fixed moment.
class cpu_clock {
 public:
  virtual cpu_time now() noexcept = 0;

  class laps {
   public:
    explicit laps(cpu_clock& clock) noexcept : clock_(clock), since_(clock.now()) {}
    struct reading {};
    reading look() noexcept { return {}; }
    // No lap is cheap to end.
    static constexpr std::uint64_t ticks(reading) noexcept { return 0; }
    static constexpr std::uint64_t window() noexcept { return 0; }
    // The time since the last lap, or since this was made; a new lap begins.
    cpu_time lap(reading) noexcept {
      const cpu_time now = clock_.now();
      const cpu_time spent = now - since_;
      since_ = now;
      return spent;
    }
    cpu_time short_lap(reading now) noexcept { return lap(now); }
    // The time of the lap so far.
    cpu_time running() const noexcept { return clock_.now() - since_; }

   private:
    cpu_clock& clock_;
    cpu_time since_;
  };

 protected:
  ~cpu_clock() = default;
};

// Moves only when it is told to.
class virtual_cpu_clock final : public cpu_clock {
 public:
  cpu_time now() noexcept override { return now_; }
  void spend(std::int64_t units) { now_.user += units; }

 private:
  cpu_time now_;
};

// getrusage(RUSAGE_THREAD).
class rusage_clock final : public cpu_clock {
 public:
  cpu_time now() noexcept override;
  std::int64_t system_calls() const { return calls_; }

 private:
  std::int64_t calls_ = 0;
};

// clock_gettime(CLOCK_THREAD_CPUTIME_ID).
class thread_cpu_clock final : public cpu_clock {
 public:
  cpu_time now() noexcept override { return {nanoseconds(), 0}; }
  std::int64_t nanoseconds() noexcept;
  std::int64_t system_calls() const { return calls_; }

 private:
  std::int64_t calls_ = 0;
};

// A counter that runs on at one rate, whatever the thread does: the time stamp counter of an x86-64 processor;
// elsewhere CLOCK_MONOTONIC, which is read without a system call but takes longer.
class processor_counter {
 public:
#if defined(__x86_64__)
  static constexpr std::string_view name = "time stamp counter";
  std::uint64_t now() const noexcept { return __rdtsc(); }
#else
  static constexpr std::string_view name = "CLOCK_MONOTONIC, for want of a known counter on this processor";
  std::uint64_t now() const noexcept;
#endif
  // Whether its rate is the same at every frequency and in every sleep of the processor, by the processor's word.
  static bool steady() noexcept;
  // Nanoseconds a tick, in units of 2^-31. Takes 4 ms at the first call in the process.
  static std::uint64_t rate() noexcept;
};

// A cheap clock on a counter that puts itself right by the thread's CPU clock.
//
// A lap of less than `window` by the counter is what the counter says, and makes no system call: too short for the
// thread to have been descheduled for long, and what a shorter interruption adds is less than the window. In a longer
// lap the thread may have been off the processor while the counter ran on, so it is what the thread's CPU clock
// says, less what the laps before it were charged since that clock was last asked; and so is one at whose end the
// counter had run backwards (on another core). Hence no drift of the counter outlasts a long lap: what short laps
// were charged too much or too little since the last long one falls to the next, and the sum remains right. A lap is
// never negative. The counter is read before that system call, and the next lap begins with a reading after it, so
// that the call itself, and being descheduled around it, is nobody's.
//
// Counter: `uint64 now()`, ticks; Thread: `int64 nanoseconds()`. Both may be stand-ins.
template <class Counter, class Thread>
class corrected_clock {
 public:
  struct settings {
    std::uint64_t rate;   // nanoseconds a tick, in units of 2^-31
    std::int64_t window;  // nanoseconds, below a second; 0: every lap is corrected
  };
  static constexpr std::int64_t usual_window = 50'000;

  corrected_clock(Counter& counter, Thread& thread, settings chosen)
      : counter_(counter),
        thread_(thread),
        rate_(chosen.rate),
        window_((static_cast<std::uint64_t>(chosen.window) << 31) / chosen.rate) {}
  corrected_clock(const corrected_clock&) = delete;
  corrected_clock& operator=(const corrected_clock&) = delete;

  // How often the thread's CPU clock was asked.
  std::int64_t system_calls() const { return calls_; }

  class laps {
   public:
    explicit laps(corrected_clock& clock) noexcept
        : window_(clock.window_), rate_(clock.rate_), call_(std::numeric_limits<std::uint32_t>::max()), clock_(clock) {
      ask(look());  // the first call of all is a slow one
      ask(look());
    }

    using reading = std::uint64_t;
    reading look() noexcept { return clock_.counter_.now(); }
    // The length of a lap that ends now; backwards is a long way forwards.
    std::uint64_t ticks(reading now) const noexcept { return now - since_; }
    std::uint64_t window() const noexcept { return window_; }
    // Ends a lap of less than the window.
    cpu_time short_lap(reading now) noexcept { return {converted(now - std::exchange(since_, now)), 0}; }
    cpu_time lap(reading now) noexcept {
      if (ticks(now) < window_) [[likely]]
        return short_lap(now);
      const std::int64_t before = charged();
      return {not_negative(ask(now) - before), 0};
    }

    cpu_time running() const noexcept {
      const std::uint64_t taken = ticks(clock_.counter_.now());
      if (taken < window_) return {converted(taken), 0};
      return {not_negative(clock_.ask_thread() - charged()), 0};
    }

   private:
    // Rounded to the nearest: many short laps are not charged too little.
    std::int64_t converted(std::uint64_t ticks) const noexcept {
      return static_cast<std::int64_t>((ticks * rate_ + (1u << 30)) >> 31);
    }
    static std::int64_t not_negative(std::int64_t spent) noexcept { return spent < 0 ? 0 : spent; }

    // What the thread's CPU clock showed when this lap began, so far as is known: since it was asked, the counter
    // alone was believed.
    std::int64_t charged() const noexcept {
      __extension__ using wide = unsigned __int128;
      return asked_ + static_cast<std::int64_t>((static_cast<wide>(since_ - asked_at_) * rate_) >> 31);
    }

    // Asks the thread's CPU clock, after a reading `before` of the counter, and begins a lap after that. Returns what
    // the thread had spent at `before`: that clock looks in the middle of the call, as the shortest call shows it. The
    // question itself can make the system give the core to another on the way out, which is work too, after the
    // answer; then it is asked once more.
    std::int64_t ask(reading before) noexcept {
      const std::int64_t first = ask_until(before);
      std::int64_t last = first;
      if (asked_at_ - before > 4 * call_) last = ask_until(asked_at_);
      since_ = asked_at_;
      const std::int64_t half = converted(call_) / 2;
      asked_ = last + half;
      return first - half;
    }
    std::int64_t ask_until(reading before) noexcept {
      const std::int64_t answer = clock_.ask_thread();
      asked_at_ = look();
      if (asked_at_ - before < call_) call_ = asked_at_ - before;
      return answer;
    }

    reading since_ = 0;     // when the lap began
    std::uint64_t window_;  // in ticks
    std::uint64_t rate_;
    reading asked_at_ = 0;    // when the thread's CPU clock had been asked,
    std::int64_t asked_ = 0;  // and what it would have shown then
    std::uint64_t call_;      // the shortest call so far, in ticks
    corrected_clock& clock_;
  };

 private:
  std::int64_t ask_thread() noexcept {
    ++calls_;
    return thread_.nanoseconds();
  }

  Counter& counter_;
  Thread& thread_;
  std::uint64_t rate_;
  std::uint64_t window_;
  std::int64_t calls_ = 0;
};

// A corrected_clock of this processor's counter and the thread's own CPU clock. Where the counter is not steady every
// lap is corrected, and the clock is as dear as the thread's.
class counter_clock {
 public:
  using corrected = corrected_clock<processor_counter, thread_cpu_clock>;
  using laps = corrected::laps;

  counter_clock() : counter_clock(processor_counter::steady() ? corrected::usual_window : 0) {}
  explicit counter_clock(std::int64_t window) : clock_(counter_, thread_, {processor_counter::rate(), window}) {}

  operator corrected&() { return clock_; }
  std::int64_t system_calls() const { return clock_.system_calls(); }

 private:
  processor_counter counter_;
  thread_cpu_clock thread_;
  corrected clock_;
};

}  // namespace ctxlab
