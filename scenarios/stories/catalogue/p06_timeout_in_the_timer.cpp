// Story: r1 waits for something with a timeout. The timer, which has a context of its own, gives the wait up, so
// that the waiter resumes within the timer's turn; then the timer goes on.
// Asked: whose name is on the timer's line?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

template <class S>
void expires_naively(S s, deferred waited_for) {
  const auto in = s.enter(context::make("timer"));
  waited_for.cancel();
  in.log("timer: expired");
}

template <class S>
void expires_cleared(S s, deferred waited_for) {
  const auto in = s.enter(context::make("timer"));
  {
    const auto out = in.preserve();
    waited_for.cancel();
  }
  in.log("timer: expired");
}

template <class S>
using expiry = void (*)(S, deferred);

// For the timer `nobody` is the handle of no request: it is not the waiter's.
template <class S>
coroutine<S> waits(S s, testbed bed, expiry<S> expires, S nobody) {
  const deferred never = bed.wait("never");
  const deferred timed = s.yieldable(never);
  reactor::current().call_later(1, [nobody, expires, timed] { expires(nobody, timed); });
  co_await outcome_of(timed);
  s.log("r1: gave up");
}

template <class S>
void starts_naively(S s, testbed bed) {
  const auto in = s.enter(context::make("r1"));
  in.log("r1: waits");
  waits<S>(in, bed, expires_naively<S>, s);
}

template <class S>
void starts_in_background(S s, testbed bed) {
  const auto in = s.enter(context::make("r1"));
  in.log("r1: waits");
  in.background(waits<S>, bed, expires_cleared<S>, s);
}

constexpr std::string_view asked = "Whose name is on the timer's line?";

const registration wrong(row(6, variant::naive, "catalogue/06-timeout-runs-the-waiter-in-the-timer",
                             "A timer cancels what a request waits for, and goes on.", asked,
                             {{"rules", "Expected logging context call_later but found POST-2453", {"misattributed"}}}),
                         [](auto s, testbed bed) { bed.start(s, 0, starts_naively<decltype(s)>, bed); });

const registration mended(row(6, variant::remedy, "catalogue/06-timeout-runs-the-waiter-in-the-timer-mended",
                              "The timer cancels in a cleared scope, and the wait is run in the background.", asked,
                              {{"rules", "PreserveLoggingContext around the cancelling", {}}}),
                          [](auto s, testbed bed) { bed.start(s, 0, starts_in_background<decltype(s)>, bed); });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
