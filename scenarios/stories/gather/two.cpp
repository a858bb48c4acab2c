// Story: a request starts two operations, gathers their deferreds, and waits for both.
// Asked: in whose name do the operations log, and what is left in the reactor: gathered naively, in a cleared
// scope, and run in background?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

template <class S>
coroutine<S> operation1(S s, const char* owner) {
  co_await s.sleep(1);
  say(s, owner, "op1");
}

template <class S>
coroutine<S> operation2(S s, const char* owner) {
  co_await s.sleep(2);
  say(s, owner, "op2");
}

template <class S>
coroutine<S> naive(S s) {
  const deferred d1 = operation1<S>(s, "r1");
  const deferred d2 = operation2<S>(s, "r1");
  const deferred d3 = gather({d1, d2});
  co_await d3;
  s.log("r1: gathered");
}

template <class S>
coroutine<S> preserved(S s) {
  {
    const auto out = s.preserve();
    const deferred d1 = operation1<S>(out, "nobody");
    const deferred d2 = operation2<S>(out, "nobody");
    const deferred d3 = gather({d1, d2});
    co_await d3;
  }
  s.log("r1: gathered");
}

template <class S>
coroutine<S> in_background(S s) {
  const deferred d1 = s.background(operation1<S>, "r1");
  const deferred d2 = s.background(operation2<S>, "r1");
  {
    const auto out = s.preserve();
    const deferred d3 = gather({d1, d2});
    co_await d3;
  }
  s.log("r1: gathered");
}

template <class S>
coroutine<S> yieldable(S s) {
  const deferred d1 = s.background(operation1<S>, "r1");
  const deferred d2 = s.background(operation2<S>, "r1");
  const deferred d3 = gather({d1, d2});
  co_await s.yieldable(d3);
  s.log("r1: gathered");
}

template <class S>
coroutine<S> serve(S s, coroutine<S> (*do_request_handling)(S)) {
  co_await s.request(context::make("r1"), do_request_handling);
  s.log("nobody: after");
}

template <class S>
void tell(S s, testbed bed, coroutine<S> (*do_request_handling)(S)) {
  bed.start(s, 0, serve<S>, do_request_handling);
  bed.another(s, 3);
}

const registration plainly(
    {.name = "gather/naive",
     .kind = variant::naive,
     .story = "A request calls two operations and gathers what they return.",
     .asked = "Does the second operation still know its request?",
     .source = "document: Passing synapse deferreds into third-party functions, first snippet",
     .predictions = {{"rules", "a variation of the fire-and-forget problem above", {"lost", "leaked", "turn-leak"}}}},
    [](auto s, testbed bed) { tell(s, bed, naive<decltype(s)>); });

const registration cleared(
    {.name = "gather/preserved",
     .kind = variant::remedy,
     .story = "A request gathers two operations inside a cleared scope.",
     .asked = "Is nothing lost and nothing leaked, at the price of the name on the operations' lines?",
     .source = "document: Passing synapse deferreds into third-party functions, option one",
     .predictions = {{"rules", "reset the logcontext before starting the operations to be gathered", {}}}},
    [](auto s, testbed bed) { tell(s, bed, preserved<decltype(s)>); });

const registration background(
    {.name = "gather/in-background",
     .kind = variant::remedy,
     .story = "A request runs two operations in the background, and waits for both in a cleared scope.",
     .asked = "Do both operations keep the request's name?",
     .source = "document: Passing synapse deferreds into third-party functions, option two",
     .predictions = {{"rules",
                      "so that operation1 and operation2 are both logged against the original logcontext",
                      {}}}},
    [](auto s, testbed bed) { tell(s, bed, in_background<decltype(s)>); });

const registration idiom(
    {.name = "gather/in-background-yieldable",
     .kind = variant::idiomatic,
     .story = "A request runs two operations in the background, and waits for both, made yieldable.",
     .asked = "Do both operations keep the request's name?",
     .source = "document: Passing synapse deferreds into third-party functions (needs to be wrapped)",
     .predictions = {{"rules", "needs to be wrapped in order to make it follow the logcontext rules", {}},
                     {"alternative", "functions always preserve the logcontext of their caller", {}}}},
    [](auto s, testbed bed) { tell(s, bed, yieldable<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios
