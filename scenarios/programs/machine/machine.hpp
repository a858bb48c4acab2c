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
#include "schemes/runtime/coroutine/collector.hpp"
#include "schemes/runtime/deferred/gather.hpp"
#include "schemes/scheme.hpp"

namespace ctxlab::programs {

// Whether a scheme's contexts are charged for what is spent in them, as far as the format is concerned.
template <class S>
inline constexpr bool accounts = requires {
  requires S::accounts;
};

// Whether the format knows a scheme, so that traces of it can have been recorded.
template <class S>
inline constexpr bool in_format = requires {
  requires S::in_format;
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

  // Runs `it` to its end, or to a bound, and leaves what it did in `into`. The calling thread's context, observers
  // and sinks are afterwards what they were.
  void run(const program& it, const run_bounds& within, trace& into);

  // Starts the program as one of several things that happen: its requests by start(at, call), where call(s) begins one
  // and gives its deferred. Orphans live until the thread's collector finds them. Requires: the host has a program;
  // this lives until nothing of it is left, and `let_go` is called before the collector dies.
  template <class Start>
  void start(const program& it, Start start);
  // Drops what waits in queues.
  void let_go() noexcept {
    for (auto& each : queues_) each.clear();
  }

 private:
  using Host::bounds;
  using Host::running;
  using Host::spend;
  using Host::stop;
  using Host::stopped;
  using acting = activation<S>;

  // Calls a function: the deferred it returns, or none at all if an exception left it, which is then in raised_.
  deferred call(const function& which, S s, name owner);
  // Calls it for those who expect an exception to be thrown.
  static deferred call_throwing(S s, machine* me, const function* which, name owner);
  static coroutine<S, result> run_coroutine(S s, machine* me, const function* which, name owner);

  // Goes on until the function awaits: gives the instruction that does. Null if it has ended; if by an exception, that
  // is in raised_.
  const instruction* go_on(acting& in);
  // Takes what the function has waited for: it goes on (true) or ends.
  bool take(acting& in, result&& outcome);
  // Raises what is in raised_ at the instruction before in.at: goes on at the function's handler (true) or ends it.
  bool raise(acting& in);

  // What some instructions do.
  void enter_nested(acting& in, name suffix);
  deferred call_request(acting& in, const instruction& how);
  void add_calling(acting& in, const instruction& how);
  void gather_members(acting& in, std::uint32_t count);
  void settle_queue(std::uint32_t which, bool well);
  bool collect();

  void start_request(std::size_t which);
  static result stopped_failure() { return failure("stopped"); }
  const function& function_of(const instruction& it) const { return running().functions[it.a]; }

  // One more call on the machine's stack.
  class deeper {
   public:
    explicit deeper(machine& of) : of_(of) {
      if (++of.depth_ > of.bounds().depth) [[unlikely]]
        of.stop(bound::depth);
    }
    ~deeper() { --of_.depth_; }
    deeper(const deeper&) = delete;
    deeper& operator=(const deeper&) = delete;

   private:
    machine& of_;
  };

  // A callback that calls a function.
  struct calling {
    machine* me;
    const function* which;
    name owner;
    [[no_unique_address]] S s;

    deferred operator()() const {
      deferred it = me->call(*which, s, owner);
      return it ? it : deferred::fail_with(std::exchange(me->raised_, {}).error());
    }
  };

  result raised_;                  // while an exception is on its way
  std::vector<deferred> members_;  // of the gathers that are being evaluated
  std::vector<std::vector<deferred>> queues_;
  collector* graveyard_ = nullptr;
  std::uint32_t depth_ = 0;
  std::int64_t alive_before_ = 0;
};

template <class S, class Host>
void machine<S, Host>::run(const program& it, const run_bounds& within, trace& into) {
  virtual_cpu_clock cpu;
  depth_ = 0;
  alive_before_ = deferred::alive();
  if (queues_.size() < it.queues) queues_.resize(it.queues);  // never smaller: their memory serves the next run
  {
    virtual_reactor clock;
    typename Host::session listening(*this, it, within, into, clock, cpu);
    {
      [[maybe_unused]] const auto home = S{}.preserve(nullptr);
      std::optional<accounting> charging;
      if (accounts<S> && it.spends_cpu) charging.emplace(cpu);
      collector graveyard;
      graveyard_ = &graveyard;
      for (std::size_t i = 0; i != it.requests.size(); ++i)
        clock.call_later(it.requests[i].at, [this, i] { start_request(i); });
      while (!stopped() && clock.run_one()) {
      }
      if (accounts<S>) this->record_usage(charging ? &*charging : nullptr);
      listening.end();
      clock.clear();
      for (auto& each : queues_) each.clear();
      graveyard.abandon();
    }
  }
  raised_ = {};
}

template <class S, class Host>
void machine<S, Host>::start_request(std::size_t which) {
  deferred it = call(running().functions[running().requests[which].calls], S{}, sentinel_name);
  if (!it) it = deferred::fail_with(std::exchange(raised_, {}).error());
  it.add_both([this, which](const result& outcome) { this->request_ended(which, outcome.failed(), S{}.current()); });
}

template <class S, class Host>
template <class Start>
void machine<S, Host>::start(const program& it, Start start) {
  alive_before_ = deferred::alive();
  queues_.resize(it.queues);
  graveyard_ = collector::installed();
  for (const request& each : it.requests)
    start(each.at,
          [this, &called = it.functions[each.calls]](S s) { return call_throwing(s, this, &called, sentinel_name); });
}

template <class S, class Host>
deferred machine<S, Host>::call(const function& which, S s, name owner) {
  const deeper here(*this);
  if (deferred::alive() - alive_before_ > bounds().alive) [[unlikely]]
    stop(bound::alive);
  if (!spend(which.code.size())) [[unlikely]] {
    raised_ = stopped_failure();
    return {};
  }
  if (which.is_coroutine) return run_coroutine(s, this, &which, owner);
  acting in(s, which, owner);
  go_on(in);
  if (raised_.failed()) return {};
  return in.value ? std::move(in.value) : deferred::succeed();
}

template <class S, class Host>
deferred machine<S, Host>::call_throwing(S s, machine* me, const function* which, name owner) {
  deferred it = me->call(*which, s, owner);
  if (!it) std::exchange(me->raised_, {}).error().raise();
  return it;
}

template <class S, class Host>
coroutine<S, result> machine<S, Host>::run_coroutine(S s, machine* me, const function* which, name owner) {
  acting in(s, *which, owner);
  if (which->variables) co_await traced_by(in);
  bool goes_on = true;
  while (goes_on) {
    const instruction* const waits = me->go_on(in);
    if (!waits) break;
    switch (waits->what) {
      case op::await_sleep: {
        auto wait = in.s.sleep(waits->first);
        auto awaited = without_throw(wait);
        goes_on = me->take(in, co_await awaited);
        break;
      }
      case op::await_yieldable: {
        auto wait = in.s.yieldable(std::move(in.value));
        auto awaited = without_throw(wait);
        goes_on = me->take(in, co_await awaited);
        break;
      }
      default: {
        outcome_of awaited(std::move(in.value));
        goes_on = me->take(in, co_await awaited);
        break;
      }
    }
  }
  co_return std::move(me->raised_);
}

}  // namespace ctxlab::programs

#include "scenarios/programs/machine/machine_instructions.hpp"
