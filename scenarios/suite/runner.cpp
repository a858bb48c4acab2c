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
  std::string_view (*unsupported)(feature asked);
};

template <class Scheme>
std::string_view unsupported(feature asked) {
  if (const std::string_view reason = why_unsupported<Scheme>(asked); !reason.empty()) return reason;
  if (asked == feature::services && !binds_services<instrumented<Scheme>>)
    return "it has no services that a context is bound to";
  return "";
}

const std::vector<entry>& entries() {
  static const std::vector<entry> all = [] {
    std::vector<entry> made;
    all_schemes::for_each([&]<class Scheme>() {
      static_assert(ctxlab::scheme<instrumented<Scheme>>);
      made.push_back({[] { surround(Scheme()); }, &unsupported<Scheme>});
    });
    return made;
  }();
  return all;
}

std::optional<bool> matches_prediction(const scenario& which, std::string_view role, const observation& observed) {
  for (const prediction& each : which.predictions)
    if (each.role == role) return documented(observed.faults()) == documented({each.expect.begin(), each.expect.end()});
  return std::nullopt;
}

std::int64_t harm(const observation& in) { return in.wrong_lines() + in.turns.leaked + in.unhandled; }

bool needs(const scenario& which, feature needed) {
  return std::find(which.needs.begin(), which.needs.end(), needed) != which.needs.end();
}

observation run_once(const scenario& which, std::size_t scheme, const settings& with, vocabulary& words) {
  const entry& of = entries().at(scheme);
  for (const feature needed : which.needs) {
    if (const std::string_view reason = of.unsupported(needed); !reason.empty()) {
      observation untold;
      untold.unsupported = reason;
      return untold;
    }
  }

  const std::int64_t contexts_before = context::alive(), deferreds_before = deferred::alive();
  const vocabulary outer = std::exchange(call_sites, vocabulary{});
  call_sites.omitted = with.omitted;
  observation observed;
  {
    run_state here(with.real_time                   ? pace::real_time
                   : needs(which, feature::threads) ? pace::threads
                                                    : pace::virtual_time,
                   with.bare);
    if (!with.alone) here.recording->set_line_cost(1);
    if (with.log) here.recording->keep_log();
    if (needs(which, feature::threads)) here.recording->charges_real_time();
    which.functions.at(scheme)(testbed(here));
    if (!with.alone) of.surroundings();
    here.clock.run(most_turns);
    if (here.threads) here.threads->shut_down();
    here.recording->close();
    observed = std::move(here.recording->observed);
    words = call_sites;
    observed.contexts_alive = context::alive() - contexts_before;
    observed.deferreds_alive = deferred::alive() - deferreds_before;
    observed.coroutines_alive = call_sites.coroutines;
    observed.calls = static_cast<std::int64_t>(words.places.size());
  }
  call_sites = outer;
  count_trace(observed);
  observed.matches = matches_prediction(which, scheme_cards()[scheme].role, observed);
  return observed;
}

}  // namespace

observation run(const scenario& which, std::size_t scheme, const settings& with) {
  vocabulary words;
  return run_once(which, scheme, with, words);
}

observation observe(const scenario& which, std::size_t scheme, bool real_time, bool log) {
  vocabulary words;
  observation observed = run_once(which, scheme, {.real_time = real_time, .log = log}, words);
  for (std::size_t call = 0; call != words.places.size(); ++call) {
    if (words.places[call].optional()) {
      const observation without =
          run(which, scheme, {.real_time = real_time, .omitted = static_cast<std::int64_t>(call)});
      if (harm(without) <= harm(observed) && without.count(verdict::right) >= observed.count(verdict::right)) continue;
    }
    ++observed.needed;
  }
  return observed;
}

}  // namespace ctxlab::scenarios
