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
deferred with_waiter(S s, stage on) {
  const deferred d = on.wait(queue);
  s.add_callback(d, [s] { return waiter<S>(s); });
  return d;
}

template <class S>
void naive(S s, stage on) {
  with_waiter(s, on);
  on.fire(queue);
  s.log("main: ugh");
}

template <class S>
coroutine<S> awaited(S s, stage on) {
  const deferred d = with_waiter(s, on);
  on.fire(queue);
  co_await d;
  s.log("main: phew");
}

template <class S>
coroutine<S> awaited_yieldable(S s, stage on) {
  const deferred d = with_waiter(s, on);
  on.fire(queue);
  co_await s.yieldable(d);
  s.log("main: phew");
}

template <class S>
void preserved(S s, stage on) {
  with_waiter(s, on);
  {
    const auto out = s.preserve();
    on.fire(queue);
  }
  s.log("main: phew");
}

template <class S>
deferred fires_and_returns(S, stage on, deferred d) {
  on.fire(queue);
  return d;
}

template <class S>
void background(S s, stage on) {
  const deferred d = with_waiter(s, on);
  s.background(fires_and_returns<S>, on, d);
  s.log("main: phew");
}

template <class S>
deferred fires(S, stage on) {
  on.fire(queue);
  return deferred::succeed();
}

template <class S>
void background_returns_nothing(S s, stage on) {
  with_waiter(s, on);
  s.background(fires<S>, on);
  s.log("main: phew");
}

template <class S>
void in_main(S s, stage on, void (*plain)(S, stage)) {
  const auto in = s.enter(context::make("main"));
  plain(in, on);
}

template <class S>
coroutine<S> main_request(S s, stage on, coroutine<S> (*handle)(S, stage)) {
  co_await s.request(context::make("main"), handle, on);
}

template <class S>
void tell(S s, stage on, void (*plain)(S, stage)) {
  on.start(s, 0, in_main<S>, on, plain);
  on.another(s, 1);
}

template <class S>
void tell_request(S s, stage on, coroutine<S> (*handle)(S, stage)) {
  on.start(s, 0, main_request<S>, on, handle);
  on.another(s, 1);
}

constexpr std::string_view asked = "Does the code that fires find its own context afterwards?";
constexpr std::string_view source = "element-hq/synapse#19146";

const registration plainly({.name = "callbacks/fired-in-context-naive",
                            .how = telling::naive,
                            .story = "A deferred is fired from inside a context, and its callback suspends.",
                            .asked = asked,
                            .source = source},
                           [](auto s, stage on) { tell<decltype(s)>(s, on, naive<decltype(s)>); });

const registration waited_for({.name = "callbacks/fired-in-context-awaited",
                               .how = telling::remedy,
                               .story = "The same, and the code that fires waits for the deferred at once.",
                               .asked = asked,
                               .source = source},
                              [](auto s, stage on) { tell_request<decltype(s)>(s, on, awaited<decltype(s)>); });

const registration yieldable({.name = "callbacks/fired-in-context-awaited-yieldable",
                              .how = telling::naive,
                              .story = "The same, and the code that fires waits for the deferred, made yieldable.",
                              .asked = asked,
                              .source = source},
                             [](auto s, stage on) {
                               tell_request<decltype(s)>(s, on, awaited_yieldable<decltype(s)>);
                             });

const registration cleared({.name = "callbacks/fired-in-context-preserved",
                            .how = telling::idiomatic,
                            .story = "A deferred is fired in a cleared scope.",
                            .asked = asked,
                            .source = source},
                           [](auto s, stage on) { tell<decltype(s)>(s, on, preserved<decltype(s)>); });

const registration behind({.name = "callbacks/fired-in-context-background",
                           .how = telling::idiomatic,
                           .story = "A function that fires a deferred, and returns it, is run in the background.",
                           .asked = asked,
                           .source = source},
                          [](auto s, stage on) { tell<decltype(s)>(s, on, background<decltype(s)>); });

const registration with_nothing({.name = "callbacks/fired-in-context-background-returns-nothing",
                                 .how = telling::naive,
                                 .story = "A function that fires a deferred, and keeps it, is run in the background.",
                                 .asked = asked,
                                 .source = "the recorded program callback-in-background-returns-nothing"},
                                [](auto s, stage on) {
                                  tell<decltype(s)>(s, on, background_returns_nothing<decltype(s)>);
                                });

}  // namespace
}  // namespace ctxlab::scenarios
