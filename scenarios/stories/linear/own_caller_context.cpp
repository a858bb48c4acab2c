// Story: a request is handled on behalf of a caller that has a context of its own and waits for it.
// Asked: does the caller find its own context again?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

template <class S>
coroutine<S> work(S s) {
  s.log("r2: phew");
  co_await s.sleep(2);
  s.log("r2: woke");
}

template <class S>
coroutine<S> handle_request(S s) {
  s.log("r2: start");
  co_await work<S>(s);
  s.log("r2: finished");
}

template <class S>
coroutine<S> caller(S s) {
  s.log("r1: outer");
  co_await s.request(context::make("r2"), handle_request<S>);
  s.log("r1: outer again");
}

template <class S>
coroutine<S> serve(S s) {
  co_await s.request(context::make("r1"), caller<S>);
  s.log("nobody: after");
}

const registration here(
    {.name = "linear/own-caller-context",
     .kind = variant::idiomatic,
     .story = "A request is handled for a caller with a context of its own.",
     .asked = "Does the caller find its own context again?",
     .source = "document: Using logcontexts with Deferreds (As an aside)",
     .predictions = {{"rules",
                      "handle_request follows our rules, though that only matters if the caller has its own logcontext",
                      {}},
                     {"alternative",
                      "run their callbacks in the same context as the function was originally called in",
                      {}}}},
    [](auto s, testbed bed) { bed.start(s, 0, serve<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios
