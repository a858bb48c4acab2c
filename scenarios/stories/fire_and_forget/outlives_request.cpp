// Story: background work goes on long after its request has ended, while another request runs.
// Asked: does it keep the name of the request that started it, and harm nobody?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

template <class S>
coroutine<S> long_work(S s) {
  co_await s.sleep(4);
  s.log("r1: still at it");
  co_await s.sleep(4);
  s.log("r1: done at last");
}

template <class S>
coroutine<S> in_background(S s) {
  s.background(long_work<S>);
  co_await s.sleep(1);
  s.log("r1: complete");
}

template <class S>
coroutine<S> naive(S s) {
  long_work<S>(s);
  co_await s.sleep(1);
  s.log("r1: complete");
}

template <class S>
coroutine<S> later_request(S s) {
  s.log("r2: start");
  co_await s.sleep(4);
  s.log("r2: finished");
}

template <class S>
coroutine<S> serve(S s, const char* name, coroutine<S> (*handle)(S)) {
  co_await s.request(context::make(name), handle);
  s.log("nobody: after");
}

template <class S>
void tell(S s, testbed bed, coroutine<S> (*handle)(S)) {
  bed.start(s, 0, serve<S>, "r1", handle);
  bed.start(s, 5, serve<S>, "r2", later_request<S>);
}

const registration well({.name = "fire-and-forget/outlives-request",
                         .kind = variant::idiomatic,
                         .story = "Background work outlives its request.",
                         .asked = "Does it keep the name of its request, and harm nobody?",
                         .source = "document: Fire-and-forget (after do_request_handling has finished)",
                         .predictions = {{"rules", "the log lines are still logged against the request_context", {}}}},
                        [](auto s, testbed bed) { tell(s, bed, in_background<decltype(s)>); });

const registration wrongly({.name = "fire-and-forget/outlives-request-naive",
                            .kind = variant::naive,
                            .story = "Work that nobody waits for outlives its request.",
                            .asked = "What does it leave behind, and who gets it?",
                            .source = "document: Fire-and-forget, first snippet"},
                           [](auto s, testbed bed) { tell(s, bed, naive<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios
