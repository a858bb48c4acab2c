// Story: a request leaves a waiter in a listener queue and ends. Later the queue is fired; or it is cleared, so that
// both ends of the chain are dropped, and the waiter dies: at once, or when a collector finds it.
// Asked: what does the dead waiter leave behind, with a scope held over its wait and without?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

constexpr std::string_view queue = "interesting";

template <class S>
coroutine<S> await_in_a_scope(S s, testbed bed) {
  {
    const auto out = s.preserve();
    co_await bed.wait(queue);
  }
  s.log("r1: at last");
}

template <class S>
coroutine<S> await_yieldable(S s, testbed bed) {
  co_await s.yieldable(bed.wait(queue));
  s.log("r1: at last");
}

template <class S>
using waiter = coroutine<S> (*)(S, testbed);

template <class S>
coroutine<S> handle(S s, testbed bed, waiter<S> await_something_interesting) {
  s.background(await_something_interesting, bed);
  s.log("r1: complete");
  co_return;
}

template <class S>
coroutine<S> serve(S s, testbed bed, waiter<S> await_something_interesting) {
  co_await s.request(context::make("r1"), handle<S>, bed, await_something_interesting);
}

template <class S>
void on_something_interesting(S s, testbed bed) {
  bed.fire(queue);
  s.log("nobody: fired");
}

template <class S>
void reset_listener_queue(S s, testbed bed) {
  bed.clear(queue);
  s.log("nobody: cleared");
}

template <class S>
void reset_and_collect(S s, testbed bed) {
  reset_listener_queue(s, bed);
  bed.collect();
  s.log("nobody: collected");
}

template <class S>
void collect(S s, testbed bed) {
  bed.collect();
  s.log("nobody: collected");
}

// The waker works for somebody, and takes its name off before it fires, or does not.
template <class S>
void fire_out_of_context(S s, testbed bed) {
  const auto in = s.enter(context::make("waker"));
  in.log("waker: fires");
  {
    const auto out = in.preserve();
    bed.fire(queue);
  }
  in.log("waker: has fired");
}

template <class S>
void fire_in_context(S s, testbed bed) {
  const auto in = s.enter(context::make("waker"));
  in.log("waker: fires");
  bed.fire(queue);
  in.log("waker: has fired");
}

template <class S>
void tell(S s, testbed bed, waiter<S> how, void (*reset)(S, testbed)) {
  bed.start(s, 0, serve<S>, bed, how);
  bed.start(s, 5, reset, bed);
  bed.another(s, 6);
}

constexpr std::string_view document = "document: A note on garbage-collection of Deferred chains";
constexpr std::string_view leaks =
    "will carefully restore the request context, but there is now nothing waiting for its return, so the request "
    "context is never cleared";

const registration fired(
    {.name = "collected/fired-instead",
     .kind = variant::naive,
     .story = "The listener queue is fired, as it should be.",
     .asked = "Does the waiter with a scope held over its wait do well when it is woken?",
     .source = document,
     .predictions = {{"rules", "this problem only arises when both ends of a deferred chain are dropped", {}}}},
    [](auto s, testbed bed) {
      using S = decltype(s);
      tell<S>(s, bed, await_in_a_scope<S>, on_something_interesting<S>);
    });

const registration fired_idiomatically(
    {.name = "collected/fired-from-elsewhere",
     .kind = variant::idiomatic,
     .story = "The listener queue is fired by somebody who leaves its own context to do so.",
     .asked = "Do waiter and waker keep their names?",
     .source = document},
    [](auto s, testbed bed) {
      using S = decltype(s);
      tell<S>(s, bed, await_yieldable<S>, fire_out_of_context<S>);
    });

const registration fired_naively({.name = "collected/fired-in-context",
                                  .kind = variant::naive,
                                  .story = "The listener queue is fired by somebody in its own context.",
                                  .asked = "Does the waker lose its name to those it wakes?",
                                  .source = "element-hq/synapse#19146"},
                                 [](auto s, testbed bed) {
                                   using S = decltype(s);
                                   tell<S>(s, bed, await_yieldable<S>, fire_in_context<S>);
                                 });

const registration at_once_held({.name = "collected/at-once-scope-held",
                                 .kind = variant::naive,
                                 .story = "The queue is cleared, and the waiter, in a scope, dies at once.",
                                 .asked = "What does it restore, and who gets it?",
                                 .source = document,
                                 .predictions = {{"rules", leaks, {"leaked", "turn-leak"}}}},
                                [](auto s, testbed bed) {
                                  using S = decltype(s);
                                  tell<S>(s, bed, await_in_a_scope<S>, reset_listener_queue<S>);
                                });

const registration at_once_free({.name = "collected/at-once-no-scope",
                                 .kind = variant::idiomatic,
                                 .story = "The queue is cleared, and the waiter, with no scope, dies at once.",
                                 .asked = "Does a wait without a scope leave nothing?",
                                 .source = document},
                                [](auto s, testbed bed) {
                                  using S = decltype(s);
                                  tell<S>(s, bed, await_yieldable<S>, reset_listener_queue<S>);
                                });

const registration later_held({.name = "collected/later-scope-held",
                               .kind = variant::naive,
                               .story = "The queue is cleared, and the waiter, in a scope, is collected later.",
                               .asked = "What does it restore, and who gets it?",
                               .source = document,
                               .predictions = {{"rules", leaks, {"leaked", "turn-leak"}}}},
                              [](auto s, testbed bed) {
                                using S = decltype(s);
                                bed.collect_later();
                                tell<S>(s, bed, await_in_a_scope<S>, reset_and_collect<S>);
                              });

const registration elsewhere_held(
    {.name = "collected/elsewhere-scope-held",
     .kind = variant::naive,
     .story = "The queue is cleared, and the waiter, in a scope, is collected in a later turn.",
     .asked = "How far from where it was dropped does a line go wrong?",
     .source = document,
     .predictions = {{"rules", "leaked logcontexts which are incredibly hard to track down", {"leaked", "turn-leak"}}}},
    [](auto s, testbed bed) {
      using S = decltype(s);
      bed.collect_later();
      tell<S>(s, bed, await_in_a_scope<S>, reset_listener_queue<S>);
      bed.start(s, 9, collect<S>, bed);
    });

const registration later_free({.name = "collected/later-no-scope",
                               .kind = variant::idiomatic,
                               .story = "The queue is cleared, and the waiter, with no scope, is collected later.",
                               .asked = "Does a wait without a scope leave nothing?",
                               .source = document},
                              [](auto s, testbed bed) {
                                using S = decltype(s);
                                bed.collect_later();
                                tell<S>(s, bed, await_yieldable<S>, reset_and_collect<S>);
                              });

}  // namespace
}  // namespace ctxlab::scenarios
