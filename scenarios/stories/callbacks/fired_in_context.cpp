// Story: a deferred is fired from inside a context; its callback starts work of another context, which suspends at
// once. Fired naively, waited for, fired in a cleared scope, and fired in the background.
// Asked: does the code that fires find its own context afterwards?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

constexpr std::string_view queue = "ev";

template <class S>
coroutine<S> sleeps(S s) {
  co_await s.sleep(0);
}

template <class S>
deferred waiter(S s) {
  return s.request(context::make("waiter"), sleeps<S>);
}

template <class S>
deferred with_waiter(S s, testbed bed) {
  const deferred d = bed.wait(queue);
  s.add_callback(d, [s] { return waiter<S>(s); });
  return d;
}

template <class S>
void naive(S s, testbed bed) {
  with_waiter(s, bed);
  bed.fire(queue);
  s.log("main: ugh");
}

template <class S>
coroutine<S> awaited(S s, testbed bed) {
  const deferred d = with_waiter(s, bed);
  bed.fire(queue);
  co_await d;
  s.log("main: phew");
}

template <class S>
coroutine<S> awaited_yieldable(S s, testbed bed) {
  const deferred d = with_waiter(s, bed);
  bed.fire(queue);
  co_await s.yieldable(d);
  s.log("main: phew");
}

template <class S>
void preserved(S s, testbed bed) {
  with_waiter(s, bed);
  {
    const auto out = s.preserve();
    bed.fire(queue);
  }
  s.log("main: phew");
}

template <class S>
deferred fires_and_returns(S, testbed bed, deferred d) {
  bed.fire(queue);
  return d;
}

template <class S>
void background(S s, testbed bed) {
  const deferred d = with_waiter(s, bed);
  s.background(fires_and_returns<S>, bed, d);
  s.log("main: phew");
}

template <class S>
deferred fires(S, testbed bed) {
  bed.fire(queue);
  return deferred::succeed();
}

template <class S>
void background_returns_nothing(S s, testbed bed) {
  with_waiter(s, bed);
  s.background(fires<S>, bed);
  s.log("main: phew");
}

template <class S>
void in_main(S s, testbed bed, void (*plain)(S, testbed)) {
  const auto in = s.enter(context::make("main"));
  plain(in, bed);
}

template <class S>
coroutine<S> main_request(S s, testbed bed, coroutine<S> (*handle)(S, testbed)) {
  co_await s.request(context::make("main"), handle, bed);
}

template <class S>
void tell(S s, testbed bed, void (*plain)(S, testbed)) {
  bed.start(s, 0, in_main<S>, bed, plain);
  bed.another(s, 1);
}

template <class S>
void tell_request(S s, testbed bed, coroutine<S> (*handle)(S, testbed)) {
  bed.start(s, 0, main_request<S>, bed, handle);
  bed.another(s, 1);
}

constexpr std::string_view asked = "Does the code that fires find its own context afterwards?";
constexpr std::string_view source = "element-hq/synapse#19146";

const registration plainly({.name = "callbacks/fired-in-context-naive",
                            .kind = variant::naive,
                            .story = "A deferred is fired from inside a context, and its callback suspends.",
                            .asked = asked,
                            .source = source},
                           [](auto s, testbed bed) { tell<decltype(s)>(s, bed, naive<decltype(s)>); });

const registration waited_for(
    {.name = "callbacks/fired-in-context-awaited",
     .kind = variant::remedy,
     .story = "A deferred is fired from inside a context, its callback suspends, and the code that fires waits for it.",
     .asked = asked,
     .source = source},
    [](auto s, testbed bed) { tell_request<decltype(s)>(s, bed, awaited<decltype(s)>); });

const registration yieldable(
    {.name = "callbacks/fired-in-context-awaited-yieldable",
     .kind = variant::naive,
     .story = "A deferred is fired from inside a context, and the code that fires waits for it, made yieldable.",
     .asked = asked,
     .source = source},
    [](auto s, testbed bed) { tell_request<decltype(s)>(s, bed, awaited_yieldable<decltype(s)>); });

const registration cleared({.name = "callbacks/fired-in-context-preserved",
                            .kind = variant::idiomatic,
                            .story = "A deferred is fired in a cleared scope.",
                            .asked = asked,
                            .source = source},
                           [](auto s, testbed bed) { tell<decltype(s)>(s, bed, preserved<decltype(s)>); });

const registration behind({.name = "callbacks/fired-in-context-background",
                           .kind = variant::idiomatic,
                           .story = "A function that fires a deferred, and returns it, is run in the background.",
                           .asked = asked,
                           .source = source},
                          [](auto s, testbed bed) { tell<decltype(s)>(s, bed, background<decltype(s)>); });

const registration with_nothing({.name = "callbacks/fired-in-context-background-returns-nothing",
                                 .kind = variant::naive,
                                 .story = "A function that fires a deferred, and keeps it, is run in the background.",
                                 .asked = asked,
                                 .source = "the recorded program callback-in-background-returns-nothing"},
                                [](auto s, testbed bed) {
                                  tell<decltype(s)>(s, bed, background_returns_nothing<decltype(s)>);
                                });

}  // namespace
}  // namespace ctxlab::scenarios
