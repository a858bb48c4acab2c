// Story: a request waits for a deferred that is complete already.
// Asked: does it go on at once, in its own context?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

template <class S>
coroutine<S> work(S s) {
  s.log("r1: phew");
  co_await deferred::succeed();
  s.log("r1: still");
}

template <class S>
coroutine<S> handle(S s) {
  co_await work<S>(s);
  s.log("r1: finished");
}

template <class S>
coroutine<S> serve(S s) {
  co_await s.request(context::make("r1"), handle<S>);
}

const registration here(
    {.name = "linear/complete",
     .kind = variant::idiomatic,
     .story = "A request waits for a deferred that is complete already.",
     .asked = "Does it go on at once, in its own context?",
     .source = "document: Using logcontexts with Deferreds, the first of the two cases",
     .predictions = {{"rules",
                      "If do_request_handling returns a completed deferred, then the logcontext will still be in place",
                      {}},
                     {"alternative", "functions always preserve the logcontext of their caller", {}}}},
    [](auto s, testbed bed) { bed.start(s, 0, serve<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios
