// Story: two requests do the same work; the second arrives while the first waits.
// Asked: does each keep its own lines?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

template <class S>
coroutine<S> work(S s, const char* owner) {
  say(s, owner, "phew");
  co_await s.sleep(2);
  say(s, owner, "woke");
}

template <class S>
coroutine<S> handle(S s, const char* owner) {
  say(s, owner, "start");
  co_await work<S>(s, owner);
  say(s, owner, "finished");
}

template <class S>
coroutine<S> serve(S s, const char* owner, const char* after) {
  co_await s.request(context::make(owner), handle<S>, owner);
  s.log(after);
}

const registration here(
    {.name = "linear/two-interleaved",
     .kind = variant::idiomatic,
     .story = "Two requests; the second arrives while the first waits.",
     .asked = "Does each keep its own lines?",
     .source = "document: Using logcontexts with Deferreds (it is safe to begin processing the next request)",
     .predictions = {{"rules", "it is safe to begin processing the next request", {}},
                     {"alternative", "the logcontext is cleared before control passes back to the reactor", {}}}},
    [](auto s, testbed bed) {
      bed.start(s, 0, serve<decltype(s)>, "r1", "nobody: after");
      bed.start(s, 1, serve<decltype(s)>, "r2", "nobody: after 2");
    });

}  // namespace
}  // namespace ctxlab::scenarios
