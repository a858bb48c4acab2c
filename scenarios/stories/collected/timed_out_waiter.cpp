// Story: a request waits for something interesting with a timeout. It times out and ends; later the listener queue
// is reset, and the waiter dies.
// Asked: does the request that has long gone come back?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

constexpr std::string_view queue = "interesting";

template <class S>
coroutine<S> in_a_scope(S s, stage on) {
  {
    const auto out = s.preserve();
    co_await on.wait(queue);
  }
  s.log("r1: never");
}

template <class S>
coroutine<S> without_a_scope(S s, stage on) {
  co_await s.yieldable(on.wait(queue));
  s.log("r1: never");
}

template <class S>
coroutine<S> handle(S s, stage on, coroutine<S> (*waiter)(S, stage)) {
  s.background(waiter, on);
  co_await s.sleep(3);
  s.log("r1: timed out");
}

template <class S>
coroutine<S> serve(S s, stage on, coroutine<S> (*waiter)(S, stage)) {
  co_await s.request(context::make("r1"), handle<S>, on, waiter);
  s.log("nobody: after");
}

template <class S>
void reset(S s, stage on) {
  on.clear(queue);
  s.log("nobody: cleared");
}

template <class S>
void tell(S s, stage on, coroutine<S> (*waiter)(S, stage)) {
  on.start(s, 0, serve<S>, on, waiter);
  on.start(s, 5, reset<S>, on);
  on.another(s, 6);
}

constexpr std::string_view document =
    "document: A note on garbage-collection of Deferred chains (the request times out)";

const registration held({.name = "collected/timed-out-waiter",
                         .how = telling::naive,
                         .story = "The waiter of a request that timed out, in a scope, dies later.",
                         .asked = "Does the request that has long gone come back?",
                         .source = document,
                         .says = {{"rules", "the request context is never cleared", {"leaked", "turn-leak"}}}},
                        [](auto s, stage on) { tell(s, on, in_a_scope<decltype(s)>); });

const registration free_of_it({.name = "collected/timed-out-waiter-no-scope",
                               .how = telling::idiomatic,
                               .story = "The waiter of a request that timed out, with no scope, dies later.",
                               .asked = "Does the request that has long gone come back?",
                               .source = document},
                              [](auto s, stage on) { tell(s, on, without_a_scope<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios
