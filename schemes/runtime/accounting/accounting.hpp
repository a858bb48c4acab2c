// Resource accounting: what each context has cost.
//
// The CPU time between a context's becoming current and its ceasing to be is charged to it and to each of its
// ancestors; so are database transactions and fetched events. What is spent in the sentinel is charged to nobody.
// The clock is a choice (clocks.hpp); with no accounting object at all a switch costs one test.
#pragma once

#include <cstdint>

#include "schemes/runtime/accounting/clocks.hpp"
#include "schemes/runtime/context/switch.hpp"
#include "schemes/runtime/context/usage.hpp"

namespace ctxlab {

// Charges `charged` and its ancestors with CPU time, also with what was spent for it elsewhere.
inline void charge_cpu(context& charged, cpu_time spent) {
  usage& own = charged.account();
  own.cpu += spent;
  for (usage* ancestor = own.ancestor; ancestor; ancestor = ancestor->ancestor) [[unlikely]] ancestor->cpu += spent;
}

// While it lives, charges this thread's contexts by `clock`: a cpu_clock, or a counter_clock, with which a switch
// costs some 30 instructions, and 4 more for each ancestor.
// Requires: dies on its owner thread, and last in, first out among switch observers; the clock outlives it. Passes
// news to the observer before it.
template <class Clock>
class accounting_by final : public switch_observer {
 public:
  explicit accounting_by(Clock& clock)
      : laps_(clock), outer_(observe_switches(this)), short_(outer_ ? 0 : laps_.window()) {}
  ~accounting_by() {
    charge(current_context(), laps_.look());
    observe_switches(outer_);
  }
  accounting_by(const accounting_by&) = delete;
  accounting_by& operator=(const accounting_by&) = delete;

  void switched(context* before, context* after) noexcept override {
    const auto now = laps_.look();
    if (laps_.ticks(now) >= short_ || (before && !before->charged())) [[unlikely]]
      return switched_slowly(before, after, now);
    const cpu_time spent = laps_.short_lap(now);
    if (before) charge_cpu(*before, spent);
  }

  // What `asked` has been charged; if it is current, with what it has spent since it became so (for itself
  // alone: its ancestors are charged when it ceases to be).
  usage usage_of(const context& asked) const {
    usage sum = asked.charged() ? *asked.charged() : usage{};
    if (&asked == current_context()) sum.cpu += laps_.running();
    return sum;
  }

 private:
  using reading = typename Clock::laps::reading;

  void charge(context* before, reading now) {
    const cpu_time spent = laps_.lap(now);
    if (before) charge_cpu(*before, spent);
  }
  // Apart, and called last, so that the short way needs no frame of its own.
  [[gnu::noinline]] void switched_slowly(context* before, context* after, reading now) noexcept {
    charge(before, now);
    if (outer_) outer_->switched(before, after);
  }

  typename Clock::laps laps_;
  switch_observer* outer_;
  std::uint64_t short_;  // laps below it go the short way, which tells no outer observer
};

// By any clock that is known at run time only.
using accounting = accounting_by<cpu_clock>;

// Charges the current context and its ancestors with one database transaction that took `transaction_time`,
// after a wait of `scheduling_time` for a connection; or with events fetched. Nothing in the sentinel.
void charge_transaction(std::int64_t scheduling_time, std::int64_t transaction_time);
void charge_events_fetched(std::int64_t events);

}  // namespace ctxlab
