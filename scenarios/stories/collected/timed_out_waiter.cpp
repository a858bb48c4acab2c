// Story: a request waits for something interesting with a timeout. It times out and ends; later the listener queue
// is reset, and the waiter dies.
// Asked: does the request that has long gone come back?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

constexpr std::string_view queue = "interesting";

template <class S>
coroutine<S> in_a_scope(S s, testbed bed) {
  {
    const auto out = s.preserve();
    co_await bed.wait(queue);
  }
  s.log("r1: never");
}

template <class S>
coroutine<S> without_a_scope(S s, testbed bed) {
  co_await s.yieldable(bed.wait(queue));
  s.log("r1: never");
}

template <class S>
coroutine<S> handle(S s, testbed bed, coroutine<S> (*waiter)(S, testbed)) {
  s.background(waiter, bed);
  co_await s.sleep(3);
  s.log("r1: timed out");
}

template <class S>
coroutine<S> serve(S s, testbed bed, coroutine<S> (*waiter)(S, testbed)) {
  co_await s.request(context::make("r1"), handle<S>, bed, waiter);
  s.log("nobody: after");
}

template <class S>
void reset(S s, testbed bed) {
  bed.clear(queue);
  s.log("nobody: cleared");
}

template <class S>
void tell(S s, testbed bed, coroutine<S> (*waiter)(S, testbed)) {
  bed.start(s, 0, serve<S>, bed, waiter);
  bed.start(s, 5, reset<S>, bed);
  bed.another(s, 6);
}

constexpr std::string_view document =
    "document: A note on garbage-collection of Deferred chains (the request times out)";

const registration held({.name = "collected/timed-out-waiter",
                         .kind = variant::naive,
                         .story = "The waiter of a request that timed out, in a scope, dies later.",
                         .asked = "Does the request that has long gone come back?",
                         .source = document,
                         .predictions = {{"rules", "the request context is never cleared", {"leaked", "turn-leak"}}}},
                        [](auto s, testbed bed) { tell(s, bed, in_a_scope<decltype(s)>); });

const registration free_of_it({.name = "collected/timed-out-waiter-no-scope",
                               .kind = variant::idiomatic,
                               .story = "The waiter of a request that timed out, with no scope, dies later.",
                               .asked = "Does the request that has long gone come back?",
                               .source = document},
                              [](auto s, testbed bed) { tell(s, bed, without_a_scope<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios
