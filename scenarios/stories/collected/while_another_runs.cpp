// Story: a request leaves a waiter in a listener queue. While another request runs, the queue is cleared and the
// waiter dies.
// Asked: whose name is on the innocent request's lines?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

constexpr std::string_view queue = "interesting";

template <class S>
coroutine<S> in_a_scope(S s, stage on) {
  {
    const auto out = s.preserve();
    co_await on.wait(queue);
  }
  s.log("r1: never");
}

template <class S>
coroutine<S> without_a_scope(S s, stage on) {
  co_await s.yieldable(on.wait(queue));
  s.log("r1: never");
}

template <class S>
using waiter = coroutine<S> (*)(S, stage);

template <class S>
coroutine<S> leaves_a_waiter(S s, stage on, waiter<S> how) {
  s.background(how, on);
  s.log("r1: complete");
  co_return;
}

template <class S>
coroutine<S> victim(S s, stage on, bool later) {
  s.log("r2: victim: start");
  if (later) on.clear(queue);
  co_await s.sleep(1);
  if (later)
    on.collect();
  else
    on.clear(queue);
  s.log("r2: victim: after");
  co_await s.sleep(1);
  s.log("r2: victim: end");
}

template <class S, class... Rest>
coroutine<S> serve(S s, const char* name, coroutine<S> (*handle)(S, stage, Rest...), stage on, Rest... rest) {
  co_await s.request(context::make(name), handle, on, rest...);
}

template <class S>
void tell(S s, stage on, waiter<S> how, bool later) {
  if (later) on.collect_later();
  on.start(s, 0, serve<S, waiter<S>>, "r1", leaves_a_waiter<S>, on, how);
  on.start(s, 5, serve<S, bool>, "r2", victim<S>, on, later);
  on.another(s, 8);
}

constexpr std::string_view asked = "Whose name is on the innocent request's lines?";
constexpr std::string_view document = "document: A note on garbage-collection of Deferred chains";

const registration later({.name = "collected/while-another-runs",
                          .how = telling::naive,
                          .story = "The collector finds the waiter, in a scope, while another request runs.",
                          .asked = asked,
                          .source = document,
                          .says = {{"rules", "it will lead to leaked logcontexts", {"misattributed"}}}},
                         [](auto s, stage on) { tell<decltype(s)>(s, on, in_a_scope<decltype(s)>, true); });

const registration at_once({.name = "collected/while-another-runs-at-once",
                            .how = telling::naive,
                            .story = "Another request drops the last reference to the waiter, in a scope.",
                            .asked = asked,
                            .source = document,
                            .says = {{"rules", "it will lead to leaked logcontexts", {"misattributed"}}}},
                           [](auto s, stage on) { tell<decltype(s)>(s, on, in_a_scope<decltype(s)>, false); });

const registration harmless({.name = "collected/while-another-runs-no-scope",
                             .how = telling::idiomatic,
                             .story = "The collector finds the waiter, with no scope, while another request runs.",
                             .asked = asked,
                             .source = document},
                            [](auto s, stage on) { tell<decltype(s)>(s, on, without_a_scope<decltype(s)>, true); });

}  // namespace
}  // namespace ctxlab::scenarios
