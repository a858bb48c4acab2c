#include "scenarios/suite/runner.hpp"

#include <algorithm>

#include "scenarios/suite/run_state.hpp"

namespace ctxlab::scenarios {
namespace {

constexpr ticks competing_from = 1, competing_rounds = 5, ticking_until = 14;
// No story makes as many; one that never ends is cut off, and its record says so by its length.
constexpr int most_turns = 100'000;

template <class S>
coroutine<S> compete(S s) {
  s.log("competing: starts");
  for (ticks round = 0; round != competing_rounds; ++round) {
    co_await s.sleep(2);
    s.log("competing: goes on");
  }
  s.log("competing: finished");
}

template <class S>
void surround(S s) {
  reactor& turns = reactor::current();
  for (ticks at = 1; at <= ticking_until; ++at) {
    if (at == competing_from) turns.call_later(at, [s] { s.request(context::make("competing"), compete<S>); });
    turns.call_later(at, [s] { s.log("nobody: tick"); });
  }
}

// What the runner has of each scheme besides its card.
struct entry {
  void (*surroundings)();
  std::string_view (*cannot)(std::string_view word);
};

template <class Scheme>
std::string_view cannot(std::string_view word) {
  if constexpr (requires { Scheme::cannot(word); })
    if (const std::string_view reason = Scheme::cannot(word); !reason.empty()) return reason;
  if (word == "services" && !binds_services<counted<Scheme>>) return "it has no services that a context is bound to";
  return {};
}

const std::vector<entry>& entries() {
  static const std::vector<entry> all = [] {
    std::vector<entry> made;
    all_schemes::for_each([&]<class Scheme>() {
      static_assert(ctxlab::scheme<counted<Scheme>>);
      made.push_back({[] { surround(Scheme()); }, &cannot<Scheme>});
    });
    return made;
  }();
  return all;
}

std::optional<bool> agreement(const scenario& which, std::string_view role, const observation& seen) {
  for (const saying& each : which.says)
    if (each.role == role) return spoken_of(seen.faults()) == spoken_of({each.expect.begin(), each.expect.end()});
  return std::nullopt;
}

std::int64_t harm(const observation& in) { return in.wrong_lines() + in.turns.leaked + in.unhandled; }

bool needs(const scenario& which, std::string_view what) {
  return std::find(which.needs.begin(), which.needs.end(), what) != which.needs.end();
}

observation run_once(const scenario& which, std::size_t scheme, const settings& with, vocabulary& words) {
  const entry& of = entries().at(scheme);
  for (const std::string_view word : which.needs) {
    if (const std::string_view reason = of.cannot(word); !reason.empty()) {
      observation untold;
      untold.cannot = reason;
      return untold;
    }
  }

  const std::int64_t contexts_before = context::alive(), deferreds_before = deferred::alive();
  const vocabulary outer = std::exchange(spoken, vocabulary{});
  spoken.left_out = with.left_out;
  observation seen;
  {
    run_state here(with.real_time ? pace::real_time : needs(which, "threads") ? pace::threads : pace::virtual_time);
    if (!with.alone) here.ears->set_line_cost(1);
    if (with.log) here.ears->keep_log();
    if (needs(which, "threads")) here.ears->charges_real_time();
    which.tellers.at(scheme)(stage(here));
    if (!with.alone) of.surroundings();
    here.clock.run(most_turns);
    if (here.threads) here.threads->shut_down();
    here.ears->close();
    seen = std::move(here.ears->seen);
    words = spoken;
    seen.contexts_alive = context::alive() - contexts_before;
    seen.deferreds_alive = deferred::alive() - deferreds_before;
    seen.coroutines_alive = spoken.coroutines;
    seen.calls = static_cast<std::int64_t>(words.places.size());
  }
  spoken = outer;
  count_trace(seen);
  seen.agrees = agreement(which, scheme_cards()[scheme].role, seen);
  return seen;
}

}  // namespace

observation run(const scenario& which, std::size_t scheme, const settings& with) {
  vocabulary words;
  return run_once(which, scheme, with, words);
}

observation observe(const scenario& which, std::size_t scheme, bool real_time, bool log) {
  vocabulary words;
  observation seen = run_once(which, scheme, {.real_time = real_time, .log = log}, words);
  for (std::size_t call = 0; call != words.places.size(); ++call) {
    if (words.places[call].optional()) {
      const observation without =
          run(which, scheme, {.real_time = real_time, .left_out = static_cast<std::int64_t>(call)});
      if (harm(without) <= harm(seen) && without.count(verdict::right) >= seen.count(verdict::right)) continue;
    }
    ++seen.needed;
  }
  return seen;
}

}  // namespace ctxlab::scenarios
