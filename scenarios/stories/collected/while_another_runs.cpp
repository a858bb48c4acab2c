// Story: a request leaves a waiter in a listener queue. While another request runs, the queue is cleared and the
// waiter dies.
// Asked: whose name is on the innocent request's lines?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

constexpr std::string_view queue = "interesting";

template <class S>
coroutine<S> in_a_scope(S s, testbed bed) {
  {
    const auto out = s.preserve();
    co_await bed.wait(queue);
  }
  s.log("r1: never");
}

template <class S>
coroutine<S> without_a_scope(S s, testbed bed) {
  co_await s.yieldable(bed.wait(queue));
  s.log("r1: never");
}

template <class S>
using waiter = coroutine<S> (*)(S, testbed);

template <class S>
coroutine<S> leaves_a_waiter(S s, testbed bed, waiter<S> how) {
  s.background(how, bed);
  s.log("r1: complete");
  co_return;
}

template <class S>
coroutine<S> victim(S s, testbed bed, bool later) {
  s.log("r2: victim: start");
  if (later) bed.clear(queue);
  co_await s.sleep(1);
  if (later)
    bed.collect();
  else
    bed.clear(queue);
  s.log("r2: victim: after");
  co_await s.sleep(1);
  s.log("r2: victim: end");
}

template <class S, class... Rest>
coroutine<S> serve(S s, const char* name, coroutine<S> (*handle)(S, testbed, Rest...), testbed bed, Rest... rest) {
  co_await s.request(context::make(name), handle, bed, rest...);
}

template <class S>
void tell(S s, testbed bed, waiter<S> how, bool later) {
  if (later) bed.collect_later();
  bed.start(s, 0, serve<S, waiter<S>>, "r1", leaves_a_waiter<S>, bed, how);
  bed.start(s, 5, serve<S, bool>, "r2", victim<S>, bed, later);
  bed.another(s, 8);
}

constexpr std::string_view asked = "Whose name is on the innocent request's lines?";
constexpr std::string_view document = "document: A note on garbage-collection of Deferred chains";

const registration later({.name = "collected/while-another-runs",
                          .kind = variant::naive,
                          .story = "The collector finds the waiter, in a scope, while another request runs.",
                          .asked = asked,
                          .source = document,
                          .predictions = {{"rules", "it will lead to leaked logcontexts", {"misattributed"}}}},
                         [](auto s, testbed bed) { tell<decltype(s)>(s, bed, in_a_scope<decltype(s)>, true); });

const registration at_once({.name = "collected/while-another-runs-at-once",
                            .kind = variant::naive,
                            .story = "Another request drops the last reference to the waiter, in a scope.",
                            .asked = asked,
                            .source = document,
                            .predictions = {{"rules", "it will lead to leaked logcontexts", {"misattributed"}}}},
                           [](auto s, testbed bed) { tell<decltype(s)>(s, bed, in_a_scope<decltype(s)>, false); });

const registration harmless({.name = "collected/while-another-runs-no-scope",
                             .kind = variant::idiomatic,
                             .story = "The collector finds the waiter, with no scope, while another request runs.",
                             .asked = asked,
                             .source = document},
                            [](auto s, testbed bed) { tell<decltype(s)>(s, bed, without_a_scope<decltype(s)>, true); });

}  // namespace
}  // namespace ctxlab::scenarios
