// Story: a request starts a waiter in the background, cancels it later, and goes on; the waiter cleans up, which
// takes a while.
// Asked: does the request lose its context to the waiter that it interrupts?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

template <class S>
coroutine<S> waiter(S s) {
  bool interrupted = false;
  try {
    co_await s.sleep(9);
  } catch (const cancelled_error&) {
    interrupted = true;
  }
  if (!interrupted) co_return;
  s.log("r1: interrupted");
  co_await s.sleep(1);
  s.log("r1: cleaned up");
}

template <class S>
coroutine<S> naive(S s) {
  const deferred d = s.background(waiter<S>);
  co_await s.sleep(1);
  d.cancel();
  s.log("r1: cancelled");
  co_await s.sleep(1);
  s.log("r1: end");
}

template <class S>
coroutine<S> preserved(S s) {
  const deferred d = s.background(waiter<S>);
  co_await s.sleep(1);
  {
    const auto out = s.preserve();
    d.cancel();
  }
  s.log("r1: cancelled");
  co_await s.sleep(1);
  s.log("r1: end");
}

template <class S>
coroutine<S> serve(S s, coroutine<S> (*handle)(S)) {
  co_await s.request(context::make("r1"), handle);
}

const registration plainly({.name = "callbacks/cancel-waiter-naive",
                            .kind = variant::naive,
                            .story = "A request cancels a waiter of its own.",
                            .asked = "Does it lose its context to the waiter that it interrupts?",
                            .source = "the recorded program cancel-a-waiting-coroutine"},
                           [](auto s, testbed bed) { bed.start(s, 0, serve<decltype(s)>, naive<decltype(s)>); });

const registration cleared({.name = "callbacks/cancel-waiter-preserved",
                            .kind = variant::idiomatic,
                            .story = "A request cancels a waiter of its own in a cleared scope.",
                            .asked = "Does it lose its context to the waiter that it interrupts?"},
                           [](auto s, testbed bed) { bed.start(s, 0, serve<decltype(s)>, preserved<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios
