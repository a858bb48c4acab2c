// Runs programs under a scheme. A client of the scheme like any other: what FORMAT.md says of schemes, deferreds,
// coroutines and the collector is not said again here, but happens in the code of schemes/ that is measured.
//
// Its `Host` is what a program has around it, and hears what it does: `recorder`, where a trace is all that is wanted,
// or the suite, where it is a story among others (program_story.cpp).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "scenarios/programs/machine/activation.hpp"
#include "scenarios/programs/machine/recorder.hpp"
#include "scenarios/programs/machine/stack_room.hpp"
#include "schemes/runtime/coroutine/collector.hpp"
#include "schemes/runtime/deferred/gather.hpp"
#include "schemes/scheme.hpp"

namespace ctxlab::programs {

// Whether a scheme's contexts are charged for what is spent in them, as far as the format is concerned.
template <class S>
inline constexpr bool accounts = requires {
  requires S::accounts;
};

// What to await for the outcome of what a scheme returned: a deferred, or a wait of its own kind.
inline outcome_of without_throw(deferred& wait) { return outcome_of(std::move(wait)); }
template <class Wait>
outcome_of_wait<Wait> without_throw(Wait& wait) {
  return outcome_of_wait<Wait>(wait);
}

template <class S, class Host = recorder>
class machine final : private Host {
 public:
  template <class... Arguments>
  explicit machine(Arguments&&... host) : Host(std::forward<Arguments>(host)...) {}

  // Runs the program to its end, or to a bound, and leaves what it did in `done`. The calling thread's context,
  // observers and sinks are afterwards what they were.
  void run(const program& compiled, const run_bounds& within, trace& done) {
    run_before(Host::audience::all, compiled, within, done);
  }
  // The same with no observer, probe, accounting or collector installed: the schemes take the paths that are timed. An
  // orphan is destroyed when it becomes one, and whether there was any is said; `gc` does nothing, and rings of
  // deferreds stay in memory. The trace has no warnings and no usage.
  bool run_bare(const program& compiled, const run_bounds& within, trace& done) {
    const std::int64_t before = coroutine_base::orphans();
    run_before(Host::audience::bare, compiled, within, done);
    return orphans_ != before;
  }

  // Starts the program as one of several things that happen: its requests by start(at, call), where call(s) begins one
  // and gives its deferred. Orphans live until the thread's collector finds them. Requires: the host has a program;
  // this lives until nothing of it is left, and `let_go` is called before the collector dies.
  template <class Start>
  void start(const program& compiled, Start start);
  // Drops what waits in queues, and the scopes that were never closed.
  void let_go() noexcept {
    unclosed_.leave();
    for (auto& each : queues_) each.clear();
  }

 private:
  using Host::bounds;
  using Host::running;
  using Host::spend;
  using Host::stop;
  using Host::stopped;
  using acting = activation<S>;

  template <class Audience>
  void run_before(Audience listeners, const program& compiled, const run_bounds& within, trace& done);

  // Calls a function: the deferred it returns, or none at all if an exception left it, which is then in raised_.
  deferred call(const function& called, S s, name owner);
  // Calls it for those who expect an exception to be thrown.
  static deferred call_throwing(S s, machine* self, const function* called, name owner);
  static coroutine<S, result> run_coroutine(S s, machine* self, const function* called, name owner);

  // Goes on until the function awaits: gives the instruction that does. Null if it has ended; if by an exception, that
  // is in raised_.
  const instruction* go_on(acting& frame);
  // Takes what the function has waited for: it goes on (true) or ends.
  bool take(acting& frame, result&& outcome);
  // Raises what is in raised_ at the instruction before in.at: goes on at the function's handler (true) or ends it.
  bool raise(acting& frame);

  // A coroutine is being destroyed where it waits: runs what is to be run in any case.
  void say_last_words(acting& frame);

  // Has them said when the coroutine's frame goes while it waits.
  class destroyed_waiting {
   public:
    destroyed_waiting(machine& by, acting& frame) : by_(by), frame_(frame) {}
    ~destroyed_waiting() {
      if (waits && frame_.of.finals) by_.say_last_words(frame_);
    }
    destroyed_waiting(const destroyed_waiting&) = delete;
    destroyed_waiting& operator=(const destroyed_waiting&) = delete;
    bool waits = true;

   private:
    machine& by_;
    acting& frame_;
  };

  // What some instructions do.
  void enter_nested(acting& frame, name suffix);
  deferred call_request(acting& frame, const instruction& request_call);
  void add_calling(acting& frame, const instruction& adds);
  void gather_members(acting& frame, std::uint32_t count);
  void settle_queue(std::uint32_t queue, bool well);
  void settle_one(std::uint32_t queue, bool well);
  bool go_round(acting& frame, const instruction& again);
  bool collect();

  void start_request(std::size_t index);
  static result stopped_failure() { return failure("stopped"); }
  const function& function_of(const instruction& calls) const { return running().functions[calls.a]; }

  // Stops where the stack has no room for another call.
  [[gnu::always_inline]] void go_deeper() {
    if (!has_stack_room(floor_)) [[unlikely]]
      stop(bound::stack);
  }

  // A callback that calls a function.
  struct calling {
    machine* self;
    const function* called;
    name owner;
    [[no_unique_address]] S s;

    deferred operator()() const {
      deferred returned = self->call(*called, s, owner);
      return returned ? returned : deferred::fail_with(std::exchange(self->raised_, {}).error());
    }
  };

  result raised_;                  // while an exception is on its way
  std::vector<deferred> members_;  // of the gathers that are being evaluated
  std::vector<std::vector<deferred>> queues_;
  unclosed_scopes<S> unclosed_;
  collector* graveyard_ = nullptr;
  bool over_ = false;            // what still waits is thrown away
  std::int64_t orphans_ = 0;     // of this thread, until then
  const char* floor_ = nullptr;  // of the stack of the thread on which it runs
  std::int64_t alive_before_ = 0;
};

template <class S, class Host>
template <class Audience>
void machine<S, Host>::run_before(Audience listeners, const program& compiled, const run_bounds& within, trace& done) {
  const bool all = listeners == Audience::all;
  virtual_cpu_clock cpu;
  floor_ = stack_floor();
  over_ = false;
  alive_before_ = deferred::alive();
  if (queues_.size() < compiled.queues)
    queues_.resize(compiled.queues);  // never smaller: their memory serves the next run
  {
    virtual_reactor clock;
    typename Host::session listening(*this, compiled, within, done, clock, cpu, listeners);
    {
      [[maybe_unused]] const auto home = S{}.preserve(nullptr);
      std::optional<accounting> charging;
      if (all && accounts<S> && compiled.spends_cpu) charging.emplace(cpu);
      std::optional<collector> graveyard;
      graveyard_ = all ? &graveyard.emplace() : nullptr;
      for (std::size_t i = 0; i != compiled.requests.size(); ++i)
        clock.call_later(compiled.requests[i].at, [this, i] { start_request(i); });
      while (!stopped() && clock.run_one()) {
      }
      if (all && accounts<S>) this->record_usage(charging ? &*charging : nullptr);
      listening.end();
      over_ = true;
      orphans_ = coroutine_base::orphans();
      clock.clear();
      for (auto& each : queues_) each.clear();
      if (graveyard) graveyard->abandon();
      unclosed_.leave();
    }
  }
  raised_ = {};
}

template <class S, class Host>
void machine<S, Host>::start_request(std::size_t index) {
  deferred returned = call(running().functions[running().requests[index].calls], S{}, sentinel_name);
  if (!returned) returned = deferred::fail_with(std::exchange(raised_, {}).error());
  returned.add_both(
      [this, index](const result& outcome) { this->request_ended(index, outcome.failed(), S{}.current()); });
}

template <class S, class Host>
template <class Start>
void machine<S, Host>::start(const program& compiled, Start start) {
  alive_before_ = deferred::alive();
  queues_.resize(compiled.queues);
  graveyard_ = collector::installed();
  floor_ = stack_floor();
  for (const request& each : compiled.requests)
    start(each.at, [this, &called = compiled.functions[each.calls]](S s) {
      return call_throwing(s, this, &called, sentinel_name);
    });
}

template <class S, class Host>
deferred machine<S, Host>::call(const function& called, S s, name owner) {
  go_deeper();
  if (deferred::alive() - alive_before_ > bounds().alive) [[unlikely]]
    stop(bound::alive);
  if (!spend(called.code.size())) [[unlikely]] {
    raised_ = stopped_failure();
    return {};
  }
  if (called.is_coroutine) return run_coroutine(s, this, &called, owner);
  acting frame(s, called, owner, unclosed_);
  go_on(frame);
  if (raised_.failed()) return {};
  return frame.value ? std::move(frame.value) : deferred::succeed();
}

template <class S, class Host>
deferred machine<S, Host>::call_throwing(S s, machine* self, const function* called, name owner) {
  deferred returned = self->call(*called, s, owner);
  if (!returned) std::exchange(self->raised_, {}).error().raise();
  return returned;
}

template <class S, class Host>
coroutine<S, result> machine<S, Host>::run_coroutine(S s, machine* self, const function* called, name owner) {
  acting frame(s, *called, owner, self->unclosed_);
  destroyed_waiting last_words(*self, frame);
  if (called->variables) co_await traced_by(frame);
  bool goes_on = true;
  while (goes_on) {
    const instruction* const waiting = self->go_on(frame);
    if (!waiting) break;
    switch (waiting->operation) {
      case op::await_sleep: {
        auto wait = frame.s.sleep(waiting->first);
        auto awaited = without_throw(wait);
        goes_on = self->take(frame, co_await awaited);
        break;
      }
      case op::await_yieldable: {
        auto wait = frame.s.yieldable(std::move(frame.value));
        auto awaited = without_throw(wait);
        goes_on = self->take(frame, co_await awaited);
        break;
      }
      default: {
        outcome_of awaited(std::move(frame.value));
        goes_on = self->take(frame, co_await awaited);
        break;
      }
    }
  }
  last_words.waits = false;
  co_return std::move(self->raised_);
}

}  // namespace ctxlab::programs

#include "scenarios/programs/machine/machine_instructions.hpp"
