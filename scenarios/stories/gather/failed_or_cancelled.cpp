// Story: of two operations that a request gathers, one fails while the other goes on; or somebody else, in another
// context, cancels the gather.
// Asked: does the request hear of it in its own context, and does the operation that goes on keep its name?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

template <class S>
coroutine<S> fails(S s) {
  co_await s.sleep(1);
  throw std::runtime_error("failed");
}

template <class S>
coroutine<S> goes_on(S s) {
  co_await s.sleep(2);
  s.log("r1: op2");
}

template <class S>
coroutine<S> one_fails(S s) {
  const deferred d1 = s.background(fails<S>);
  const deferred d2 = s.background(goes_on<S>);
  const deferred d3 = gather({d1, d2});
  try {
    co_await s.yieldable(d3);
  } catch (const std::runtime_error&) {
    s.log("r1: one failed");
  }
  s.log("r1: gathered");
}

template <class S>
coroutine<S> takes_long(S s) {
  try {
    co_await s.sleep(9);
  } catch (const cancelled_error&) {
    s.log("r1: operation interrupted");
    throw;
  }
}

// Cancels in a context of its own, with the request's deferred out of the way of its own name.
template <class S>
void cancel_elsewhere(S s, deferred what) {
  const auto in = s.enter(context::make("canceller"));
  in.log("canceller: cancels");
  {
    const auto out = in.preserve();
    what.cancel();
  }
  in.log("canceller: has cancelled");
}

template <class S>
coroutine<S> cancelled(S s) {
  const deferred d1 = s.background(takes_long<S>);
  const deferred d2 = s.background(takes_long<S>);
  const deferred d3 = gather({d1, d2});
  reactor::current().call_later(3, [d3] { cancel_elsewhere(S(), d3); });
  try {
    co_await s.yieldable(d3);
  } catch (const cancelled_error&) {
    s.log("r1: was cancelled");
  }
  s.log("r1: finished");
}

template <class S>
coroutine<S> serve(S s, coroutine<S> (*handle)(S)) {
  co_await s.request(context::make("r1"), handle);
  s.log("nobody: after");
}

const registration failing({.name = "gather/one-fails",
                            .kind = variant::idiomatic,
                            .story = "One of two gathered operations fails; the other goes on.",
                            .asked = "Does the request catch in its own context, and the other keep its name?",
                            .source = "document: Passing synapse deferreds into third-party functions",
                            .predictions = {{"rules", "in order to make it follow the logcontext rules", {}}}},
                           [](auto s, testbed bed) {
                             bed.start(s, 0, serve<decltype(s)>, one_fails<decltype(s)>);
                             bed.another(s, 3);
                           });

const registration cancelling({.name = "gather/cancelled",
                               .kind = variant::idiomatic,
                               .story = "Somebody in another context cancels a gather.",
                               .asked = "Do request, operations and canceller keep their names?"},
                              [](auto s, testbed bed) {
                                bed.start(s, 0, serve<decltype(s)>, cancelled<decltype(s)>);
                                bed.another(s, 4);
                              });

}  // namespace
}  // namespace ctxlab::scenarios
