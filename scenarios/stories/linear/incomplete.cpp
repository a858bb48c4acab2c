// Story: a request logs, waits for something that takes a while, and logs again.
// Asked: is the line after the wait still its own, and is the reactor clean while it waits?
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
coroutine<S> handle(S s) {
  s.log("r1: start");
  co_await work<S>(s);
  s.log("r1: finished");
}

template <class S>
coroutine<S> serve(S s) {
  co_await s.request(context::make("r1"), handle<S>);
  s.log("nobody: after");
}

const registration here(
    {.name = "linear/incomplete",
     .kind = variant::idiomatic,
     .story = "A request waits for an incomplete deferred.",
     .asked = "Is the line after the wait still the request's, and the reactor clean while it waits?",
     .source = "document: Using logcontexts with Deferreds; the alternative's handle_request",
     .predictions = {{"rules", "it will reinstate the logcontext, before running the callback", {}},
                     {"alternative", "the logcontext is cleared before control passes back to the reactor", {}}}},
    [](auto s, testbed bed) {
      bed.start(s, 0, serve<decltype(s)>);
      bed.another(s, 1);
      bed.another(s, 3);
    });

}  // namespace
}  // namespace ctxlab::scenarios
