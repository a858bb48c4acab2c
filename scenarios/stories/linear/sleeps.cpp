// Story: a request waits for a deferred that follows no rules, as third-party code would return it: as it is, made
// yieldable, and inside a preserved scope.
// Asked: what does the raw wait break, and does either wrapper mend it?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

// Not a function that follows any rules.
deferred get_sleep_deferred(ticks delay) { return reactor::current().sleep(delay); }

template <class S>
coroutine<S> raw(S) {
  co_await get_sleep_deferred(1);
}

template <class S>
coroutine<S> wrapped(S s) {
  co_await s.yieldable(get_sleep_deferred(1));
}

template <class S>
coroutine<S> preserved(S s) {
  const auto out = s.preserve();
  co_await get_sleep_deferred(1);
}

template <class S>
coroutine<S> handle(S s, coroutine<S> (*sleep)(S)) {
  co_await sleep(s);
  s.log("r1: finished");
}

template <class S>
coroutine<S> serve(S s, coroutine<S> (*sleep)(S)) {
  co_await s.request(context::make("r1"), handle<S>, sleep);
  s.log("nobody: after");
}

// Somebody else starts while the request waits, and when it wakes.
template <class S>
void tell(S s, testbed bed, coroutine<S> (*sleep)(S)) {
  bed.start(s, 0, serve<S>, sleep);
  bed.another(s, 0);
  bed.another(s, 1);
}

const registration as_it_is(
    {.name = "linear/raw-sleep",
     .kind = variant::naive,
     .story = "A request waits for a raw deferred.",
     .asked = "What does a deferred break that follows no rules?",
     .source = "document: Where you create a new Deferred, get_sleep_deferred",
     .predictions = {{"rules", "not a logcontext-rules-compliant function", {"lost", "leaked", "turn-leak"}},
                     {"alternative",
                      "provided the final Deferred the function yields on has that property",
                      {"lost"}}}},
    [](auto s, testbed bed) { tell(s, bed, raw<decltype(s)>); });

const registration yieldable(
    {.name = "linear/wrapped-sleep",
     .kind = variant::idiomatic,
     .story = "A request waits for a raw deferred that was made yieldable.",
     .asked = "Does wrapping it mend it?",
     .source =
         "document: Where you create a new Deferred, sleep by make_deferred_yieldable; _PreservingContextDeferred",
     .predictions = {{"rules", "make_deferred_yieldable, which just does the boilerplate for you", {}},
                     {"alternative",
                      "a Deferred which runs its callbacks in the original logcontext isn't hard to achieve",
                      {}}}},
    [](auto s, testbed bed) { tell(s, bed, wrapped<decltype(s)>); });

const registration scoped(
    {.name = "linear/preserved-sleep",
     .kind = variant::remedy,
     .story = "A function waits for a raw deferred inside a preserved scope.",
     .asked = "Does the scope mend what the deferred breaks?",
     .source = "document: Where you create a new Deferred, sleep by PreserveLoggingContext",
     .predictions = {{"rules", "we can fix it by wrapping it with PreserveLoggingContext and yielding on it", {}}}},
    [](auto s, testbed bed) { tell(s, bed, preserved<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios
