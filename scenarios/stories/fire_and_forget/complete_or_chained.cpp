// Story: background work that is complete when it returns, and background work whose deferred has fired but is
// paused on another.
// Asked: does running it in the background look closely enough?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

template <class S>
coroutine<S> quick(S s) {
  {
    const auto out = s.preserve();
    co_await deferred::succeed();
  }
  s.log("r1: quick");
}

template <class S>
deferred chained(S s) {
  const deferred d = deferred::succeed();
  s.add_callback(d, [] { return reactor::current().sleep(0); });
  return s.yieldable(d);
}

template <class S, class Work>
coroutine<S> handle(S s, Work work, ticks delay) {
  s.background(work);
  s.log("r1: went on");
  co_await s.sleep(delay);
  s.log("r1: complete");
}

template <class S, class Work>
coroutine<S> serve(S s, Work work, ticks delay) {
  co_await s.request(context::make("r1"), handle<S, Work>, work, delay);
}

const registration complete({.name = "fire-and-forget/completes-at-once",
                             .kind = variant::idiomatic,
                             .story = "Background work is complete when it returns.",
                             .asked = "Is the request undisturbed?",
                             .source = "the recorded program background-non-blocking"},
                            [](auto s, testbed bed) {
                              using S = decltype(s);
                              using Work = coroutine<S> (*)(S);
                              bed.start(s, 0, serve<S, Work>, quick<S>, 0);
                            });

const registration paused({.name = "fire-and-forget/chained-deferred",
                           .kind = variant::idiomatic,
                           .story = "Background work returns a deferred that has fired and is paused on another.",
                           .asked = "Is it seen to be incomplete?",
                           .source = "the recorded program background-chained-deferred; matrix-org/synapse#3170"},
                          [](auto s, testbed bed) {
                            using S = decltype(s);
                            using Work = deferred (*)(S);
                            bed.start(s, 0, serve<S, Work>, chained<S>, 1);
                          });

}  // namespace
}  // namespace ctxlab::scenarios
