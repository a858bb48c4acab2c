// Runs programs under a scheme. A client of the scheme like any other: what FORMAT.md says of schemes, deferreds,
// coroutines and the collector is not said again here, but happens in the code of schemes/ that is measured.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "schemes/collector.hpp"
#include "schemes/gather.hpp"
#include "schemes/scheme.hpp"
#include "scenarios/programs/activation.hpp"
#include "scenarios/programs/recorder.hpp"

namespace ctxlab::programs {

// Whether a scheme's contexts are charged for what is spent in them, as far as the format is concerned.
template <class S>
inline constexpr bool accounts = requires { requires S::accounts; };

// Whether the format knows a scheme, so that traces of it can have been recorded.
template <class S>
inline constexpr bool in_format = requires { requires S::in_format; };

// What to await for the outcome of what a scheme returned: a deferred, or a wait of its own kind.
inline outcome_of without_throw(deferred& wait) { return outcome_of(std::move(wait)); }
template <class Wait>
outcome_of_wait<Wait> without_throw(Wait& wait) {
  return outcome_of_wait<Wait>(wait);
}

template <class S>
class machine final : private recorder {
 public:
  machine() : recorder([]() -> context* { return const_cast<context*>(S{}.current()); }) {}

  // Runs `it` to its end, or to a bound, and leaves what it did in `into`. The calling thread's context, observers
  // and sinks are afterwards what they were.
  void run(const program& it, const run_bounds& within, trace& into);

 private:
  using acting = activation<S>;

  // Calls a function: the deferred it returns, or none at all if an exception left it, which is then in raised_.
  deferred call(const function& which, S s, name owner);
  // The same for those who expect an exception to be thrown.
  static deferred call_throwing(S s, machine* me, const function* which, name owner);
  // A value, or none if an exception left the expression.
  deferred evaluate(acting& in, std::uint32_t which);
  deferred evaluate_gather(acting& in, const expression& it);
  static coroutine<S, result> run_coroutine(S s, machine* me, const function* which, name owner);

  // Goes on until the function awaits or has ended.
  enum class awaiting { nothing, deferred, yieldable, sleep };
  awaiting go_on(acting& in);
  // Raises what is in raised_ within the function: goes on at its handler (true) or ends (false).
  bool raise(acting& in);
  void settle_queue(std::uint32_t which, bool well);
  void start_request(std::size_t which);
  void collect();

  const function& function_of(const expression& it) const { return running().functions[it.a]; }
  void stop_here(bound reached) {
    stop(reached);
    raised_ = result(failure("stopped"));
  }
  bool out_of_steps() {
    if (++steps_ > bounds().steps) [[unlikely]]
      stop(bound::steps);
    return stopped();
  }

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

  result raised_;
  std::vector<std::vector<deferred>> queues_;
  virtual_reactor* clock_ = nullptr;
  collector* graveyard_ = nullptr;
  virtual_cpu_clock* cpu_ = nullptr;
  std::uint64_t steps_ = 0;
  std::uint32_t depth_ = 0;
  std::int64_t alive_before_ = 0;
};

template <class S>
void machine<S>::run(const program& it, const run_bounds& within, trace& into) {
  virtual_cpu_clock cpu;
  cpu_ = &cpu;
  steps_ = 0;
  depth_ = 0;
  alive_before_ = deferred::alive();
  if (queues_.size() < it.queues) queues_.resize(it.queues);  // never smaller: their memory serves the next run
  {
    virtual_reactor clock;
    clock_ = &clock;
    session listening(*this, it, within, into, clock);
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
      if (accounts<S>) record_usage(charging ? &*charging : nullptr);
      listening.end();
      clock.clear();
      for (auto& each : queues_) each.clear();
      graveyard.abandon();
    }
  }
  raised_ = {};
}

template <class S>
void machine<S>::start_request(std::size_t which) {
  deferred it = call(running().functions[running().requests[which].calls], S{}, sentinel_name);
  if (!it) it = deferred::fail_with(std::exchange(raised_, {}).error());
  it.add_both([this, which](const result& outcome) {
    record({happening::end, !outcome.failed(), 0, name_of(S{}.current()), 0, static_cast<std::int64_t>(which)});
  });
}

template <class S>
deferred machine<S>::call(const function& which, S s, name owner) {
  const deeper here(*this);
  if (deferred::alive() - alive_before_ > bounds().alive) [[unlikely]]
    stop(bound::alive);
  if (stopped()) [[unlikely]] {
    raised_ = result(failure("stopped"));
    return {};
  }
  if (which.is_coroutine) return run_coroutine(s, this, &which, owner);
  acting in(s, which, owner);
  go_on(in);
  if (in.raised.failed()) {
    raised_ = std::move(in.raised);
    return {};
  }
  return in.holds ? std::move(in.holds) : deferred::succeed();
}

template <class S>
deferred machine<S>::call_throwing(S s, machine* me, const function* which, name owner) {
  deferred it = me->call(*which, s, owner);
  if (!it) std::exchange(me->raised_, {}).error().raise();
  return it;
}

template <class S>
coroutine<S, result> machine<S>::run_coroutine(S s, machine* me, const function* which, name owner) {
  acting in(s, *which, owner);
  if (which->variables) co_await traced_by(in);
  for (;;) {
    result outcome;
    switch (me->go_on(in)) {
      case awaiting::nothing: co_return std::move(in.raised);
      case awaiting::deferred: {
        outcome_of awaited(std::move(in.holds));
        outcome = co_await awaited;
        break;
      }
      case awaiting::yieldable: {
        auto wait = in.s.yieldable(std::move(in.holds));
        auto awaited = without_throw(wait);
        outcome = co_await awaited;
        break;
      }
      case awaiting::sleep: {
        auto wait = in.s.sleep(in.at[-1].first);
        auto awaited = without_throw(wait);
        outcome = co_await awaited;
        break;
      }
    }
    if (!outcome.failed()) continue;
    me->raised_ = std::move(outcome);
    if (!me->raise(in)) co_return std::move(in.raised);
  }
}

template <class S>
bool machine<S>::raise(acting& in) {
  const std::uint32_t handled_by = stopped() ? nowhere : in.at[-1].handler;
  if (handled_by == nowhere) {
    in.leave_to(0);
    in.raised = std::move(raised_);
    return false;
  }
  const handler& by = in.of.handlers[handled_by];
  in.leave_to(by.depth);
  in.at = in.of.code.data() + by.target;
  raised_ = {};
  return true;
}

template <class S>
typename machine<S>::awaiting machine<S>::go_on(acting& in) {
  for (;;) {
    const instruction& now = *in.at++;
    bool well = true;
    if (out_of_steps()) [[unlikely]] {
      raised_ = result(failure("stopped"));
      raise(in);
      return awaiting::nothing;
    }
    switch (now.what) {
      case op::log:
        expect_line(now.a, in.owner);
        in.s.log(running().names[now.a]);
        break;
      case op::enter: in.open(op::enter, make_context(now.a), {}, now.a); break;
      case op::nested: {
        const name parent = name_of(in.s.current());
        const name its_owner = joined(in.owner, now.a);
        in.open(op::nested, nullptr, running().names[now.a], its_owner);
        note_nested(const_cast<context*>(in.s.current()), parent, now.a);
        break;
      }
      case op::preserve:
        if (now.a == nowhere)
          in.open(op::preserve, nullptr, {}, sentinel_name);
        else
          in.open(op::preserve, make_context(now.a), {}, now.a);
        break;
      case op::leave: in.leave(); break;
      case op::await:
        in.holds = evaluate(in, now.a);
        if (in.holds) return awaiting::deferred;
        well = false;
        break;
      case op::await_yieldable:
        in.holds = evaluate(in, now.a);
        if (in.holds) return awaiting::yieldable;
        well = false;
        break;
      case op::await_sleep: return awaiting::sleep;
      case op::eval: well = static_cast<bool>(evaluate(in, now.a)); break;
      case op::let: {
        deferred value = evaluate(in, now.b);
        well = static_cast<bool>(value);
        if (well) in.variable(now.a) = std::move(value);
        break;
      }
      case op::drop: in.variable(now.a) = deferred(); break;
      case op::fire: settle_queue(now.a, true); break;
      case op::fail: settle_queue(now.a, false); break;
      case op::clear: queues_[now.a].clear(); break;
      case op::cancel:
        if (const deferred cancelled = in.variable(now.a)) {
          const deeper here(*this);
          cancelled.cancel();
        }
        break;
      case op::raise:
        raised_ = result(failure(running().names[now.a]));
        well = false;
        break;
      case op::jump: in.at = in.of.code.data() + now.a; break;
      case op::cpu: cpu_->spend(now.first); break;
      case op::db: charge_transaction(now.first, now.second); break;
      case op::fetch: charge_events_fetched(now.first); break;
      case op::collect: collect(); break;
      case op::give:
        in.holds = evaluate(in, now.a);
        well = static_cast<bool>(in.holds);
        break;
      case op::end: return awaiting::nothing;
    }
    if (!well && !raise(in)) return awaiting::nothing;
  }
}

template <class S>
void machine<S>::collect() {
  steps_ += static_cast<std::uint64_t>(deferred::alive() - alive_before_);
  graveyard_->collect();
}

template <class S>
void machine<S>::settle_queue(std::uint32_t which, bool well) {
  if (queues_[which].empty()) return;
  const deeper here(*this);
  std::vector<deferred> taken = std::exchange(queues_[which], {});
  for (const deferred& each : taken) {
    if (each.fired()) continue;
    if (well)
      each.fire();
    else
      each.fail(failure("failed"));
  }
  taken.clear();
  if (queues_[which].empty()) queues_[which] = std::move(taken);  // for its memory
}

template <class S>
deferred machine<S>::evaluate(acting& in, std::uint32_t which) {
  if (out_of_steps()) [[unlikely]] {
    raised_ = result(failure("stopped"));
    return {};
  }
  const expression& it = running().expressions[which];
  switch (it.what) {
    case form::call: return call(function_of(it), in.s, in.owner);
    case form::background: return in.s.background(&call_throwing, this, &function_of(it), in.owner);
    case form::request: try { return in.s.request(make_context(it.b), &call_throwing, this, &function_of(it), it.b);
      } catch (...) {
        raised_ = result(failure::current());
        return {};
      }
    case form::sleep: return in.s.sleep(it.time);
    case form::raw_sleep: return clock_->sleep(it.time);
    case form::wait: {
      queues_[it.a].push_back(deferred::make());
      return queues_[it.a].back();
    }
    case form::yieldable: {
      deferred of = evaluate(in, it.a);
      if (!of) return of;
      return in.s.yieldable(std::move(of));
    }
    case form::gather: return evaluate_gather(in, it);
    case form::succeed: return deferred::succeed();
    case form::failed: return deferred::fail_with(failure(running().names[it.a]));
    case form::var: return in.variable(it.a) ? in.variable(it.a) : deferred::succeed();
    case form::then:
    case form::catches:
    case form::both: {
      deferred to = evaluate(in, it.a);
      if (!to) return to;
      const deeper here(*this);
      calling callback{this, &running().functions[it.b], in.owner, in.s};
      if (it.what == form::then)
        in.s.add_callback(to, std::move(callback));
      else if (it.what == form::catches)
        in.s.add_errback(to, std::move(callback));
      else
        in.s.add_both(to, std::move(callback));
      return to;
    }
  }
  return {};
}

template <class S>
deferred machine<S>::evaluate_gather(acting& in, const expression& it) {
  constexpr std::uint32_t few = 4;
  std::array<deferred, few> room;
  std::vector<deferred> more;
  if (it.b > few) more.resize(it.b);
  const std::span<deferred> members(it.b > few ? more.data() : room.data(), it.b);
  for (std::uint32_t i = 0; i != it.b; ++i) {
    members[i] = evaluate(in, running().members[it.a + i]);
    if (!members[i]) return {};
  }
  const deeper here(*this);
  return gather(members);
}

}  // namespace ctxlab::programs
