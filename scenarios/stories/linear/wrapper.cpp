// Story: a request calls functions that return deferreds: coroutines that wait for each at once, and a plain
// function that hands its callee's deferred on.
// Asked: may a deferred be handed on to be waited for by the caller, or be named before it is waited for?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

template <class S>
coroutine<S> work(S s) {
  s.log("r1: phew");
  co_await s.sleep(2);
  s.log("r1: woke");
}

template <class S>
deferred just_a_wrapper(S s) {
  s.log("r1: just a wrapper");
  return work<S>(s);
}

template <class S>
coroutine<S> handle_wrapped(S s) {
  co_await just_a_wrapper<S>(s);
  s.log("r1: finished");
}

template <class S>
coroutine<S> fun(S s) {
  s.log("r1: starting");
  co_await work<S>(s);
  const deferred more = work<S>(s);
  co_await more;
  s.log("r1: finished");
}

template <class S>
coroutine<S> serve(S s, coroutine<S> (*handle)(S)) {
  co_await s.request(context::make("r1"), handle);
}

const registration wrapped({.name = "linear/wrapper",
                            .kind = variant::idiomatic,
                            .story = "A plain function returns its callee's deferred, for its caller to wait for.",
                            .asked = "Is returning the deferred as good as waiting for it?",
                            .source = "document: Always yield your deferreds, nonInlineCallbacksFun",
                            .predictions = {{"rules", "this is ok too - the caller will yield on it anyway", {}}}},
                           [](auto s, testbed bed) {
                             bed.start(s, 0, serve<decltype(s)>, handle_wrapped<decltype(s)>);
                           });

const registration at_once({.name = "linear/yielded-at-once",
                            .kind = variant::idiomatic,
                            .story = "One deferred is waited for where it is got, the next from a variable.",
                            .asked = "Does waiting as soon as possible keep every line?",
                            .source = "document: Always yield your deferreds, fun",
                            .predictions = {{"rules", "just like this; also fine, of course", {}}}},
                           [](auto s, testbed bed) { bed.start(s, 0, serve<decltype(s)>, fun<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios
