// Story: a waiter that works in a context of its own is orphaned and dies, its scope held over the wait or not.
// Asked: what is left of its context?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

constexpr std::string_view queue = "interesting";

template <class S>
coroutine<S> holds_its_scope(S s, stage on) {
  {
    const auto in = s.enter(context::make("r1"));
    co_await in.yieldable(on.wait(queue));
  }
  s.log("nobody: never");
}

template <class S>
coroutine<S> waits(S s, stage on) {
  co_await s.yieldable(on.wait(queue));
  s.log("r1: never");
}

template <class S>
deferred is_a_request(S s, stage on) {
  return s.request(context::make("r1"), waits<S>, on);
}

template <class S, class Waiter>
void leave_waiting(S s, stage on, Waiter waiter) {
  s.background(waiter, on);
  s.log("nobody: complete");
}

template <class S>
void reset(S s, stage on) {
  on.clear(queue);
  s.log("nobody: cleared");
  on.collect();
  s.log("nobody: collected");
}

template <class S, class Waiter>
void tell(S s, stage on, Waiter waiter) {
  on.collect_later();
  on.start(s, 0, leave_waiting<S, Waiter>, on, waiter);
  on.start(s, 5, reset<S>, on);
  on.another(s, 6);
}

constexpr std::string_view asked = "Is its context left in the reactor, or taken from it?";

const registration held({.name = "collected/own-context",
                         .how = telling::naive,
                         .story = "A collected waiter holds the scope of a context of its own.",
                         .asked = asked,
                         .source = "the recorded program gc-own-context-in-orphan"},
                        [](auto s, stage on) { tell(s, on, holds_its_scope<decltype(s)>); });

const registration request({.name = "collected/own-context-request",
                            .how = telling::idiomatic,
                            .story = "A collected waiter is a request of its own.",
                            .asked = asked},
                           [](auto s, stage on) { tell(s, on, is_a_request<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios
