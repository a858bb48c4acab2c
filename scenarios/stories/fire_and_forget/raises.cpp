// Story: background work raises: before it returns anything, or after a wait, and nobody looks; or its request
// waits for it after all, and catches.
// Asked: does the request go on undisturbed in its own context, and is the failure reported and not lost?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

// A plain function, so that its exception is its caller's.
template <class S>
deferred bad_at_once(S) {
  throw std::runtime_error("bad at once");
}

template <class S>
coroutine<S> bad_later(S s) {
  co_await s.sleep(1);
  s.log("r1: about to fail");
  throw std::runtime_error("bad later");
}

template <class S, class Bad>
coroutine<S> in_background(S s, Bad bad) {
  s.background(bad);
  s.log("r1: went on");
  co_await s.sleep(2);
  s.log("r1: complete");
}

template <class S, class Bad>
coroutine<S> naive(S s, Bad bad) {
  bad(s);
  s.log("r1: went on");
  co_await s.sleep(2);
  s.log("r1: complete");
}

template <class S>
coroutine<S> caught(S s) {
  const deferred d = s.background(bad_at_once<S>);
  s.log("r1: went on");
  try {
    co_await d;
  } catch (const std::runtime_error&) {
    s.log("r1: caught");
  }
  s.log("r1: complete");
}

template <class S, class... Bad>
coroutine<S> serve(S s, coroutine<S> (*handle)(S, Bad...), Bad... bad) {
  co_await s.request(context::make("r1"), handle, bad...);
  s.log("nobody: after");
}

template <class S>
using plain_function = deferred (*)(S);
template <class S>
using coroutine_function = coroutine<S> (*)(S);

constexpr std::string_view asked = "Does the request go on in its own context, and is the failure reported?";

const registration at_once({.name = "fire-and-forget/raises-at-once",
                            .kind = variant::idiomatic,
                            .story = "Background work raises before it returns a deferred; nobody looks.",
                            .asked = asked,
                            .source = "document: Fire-and-forget, option two",
                            .predictions = {{"rules", "this will now be logged against the request context", {}}}},
                           [](auto s, testbed bed) {
                             using S = decltype(s);
                             using Bad = plain_function<S>;
                             bed.start(s, 0, serve<S, Bad>, in_background<S, Bad>, bad_at_once<S>);
                             bed.another(s, 3);
                           });

const registration at_once_caught({.name = "fire-and-forget/raises-at-once-caught",
                                   .kind = variant::idiomatic,
                                   .story = "Background work raises at once; its request waits for it after all.",
                                   .asked = asked,
                                   .source = "the recorded program background-raises-at-once"},
                                  [](auto s, testbed bed) {
                                    using S = decltype(s);
                                    bed.start(s, 0, serve<S>, caught<S>);
                                  });

const registration at_once_naive({.name = "fire-and-forget/raises-at-once-naive",
                                  .kind = variant::naive,
                                  .story = "Work that was called plainly raises before it returns a deferred.",
                                  .asked = "What becomes of the request that called it?"},
                                 [](auto s, testbed bed) {
                                   using S = decltype(s);
                                   using Bad = plain_function<S>;
                                   bed.start(s, 0, serve<S, Bad>, naive<S, Bad>, bad_at_once<S>);
                                   bed.another(s, 3);
                                 });

const registration later(
    {.name = "fire-and-forget/raises-later",
     .kind = variant::idiomatic,
     .story = "Background work raises after a wait; nobody looks.",
     .asked = asked,
     .source = "document: Fire-and-forget, option two",
     .predictions = {{"rules", "adds a callback to the returned deferred to reset the logcontext", {}}}},
    [](auto s, testbed bed) {
      using S = decltype(s);
      using Bad = coroutine_function<S>;
      bed.start(s, 0, serve<S, Bad>, in_background<S, Bad>, bad_later<S>);
      bed.another(s, 3);
    });

const registration later_naive({.name = "fire-and-forget/raises-later-naive",
                                .kind = variant::naive,
                                .story = "Work that was called plainly raises after a wait.",
                                .asked = "Does it lose or leak the context as work that succeeds does?"},
                               [](auto s, testbed bed) {
                                 using S = decltype(s);
                                 using Bad = coroutine_function<S>;
                                 bed.start(s, 0, serve<S, Bad>, naive<S, Bad>, bad_later<S>);
                                 bed.another(s, 3);
                               });

}  // namespace
}  // namespace ctxlab::scenarios
