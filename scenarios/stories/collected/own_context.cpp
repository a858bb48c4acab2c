// Story: a waiter that works in a context of its own is orphaned and dies, its scope held over the wait or not.
// Asked: what is left of its context?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

constexpr std::string_view queue = "interesting";

template <class S>
coroutine<S> holds_its_scope(S s, testbed bed) {
  {
    const auto in = s.enter(context::make("r1"));
    co_await in.yieldable(bed.wait(queue));
  }
  s.log("nobody: never");
}

template <class S>
coroutine<S> waits(S s, testbed bed) {
  co_await s.yieldable(bed.wait(queue));
  s.log("r1: never");
}

template <class S>
deferred is_a_request(S s, testbed bed) {
  return s.request(context::make("r1"), waits<S>, bed);
}

template <class S, class Waiter>
void leave_waiting(S s, testbed bed, Waiter waiter) {
  s.background(waiter, bed);
  s.log("nobody: complete");
}

template <class S>
void reset(S s, testbed bed) {
  bed.clear(queue);
  s.log("nobody: cleared");
  bed.collect();
  s.log("nobody: collected");
}

template <class S, class Waiter>
void tell(S s, testbed bed, Waiter waiter) {
  bed.collect_later();
  bed.start(s, 0, leave_waiting<S, Waiter>, bed, waiter);
  bed.start(s, 5, reset<S>, bed);
  bed.another(s, 6);
}

constexpr std::string_view asked = "Is its context left in the reactor, or taken from it?";

const registration held({.name = "collected/own-context",
                         .kind = variant::naive,
                         .story = "A collected waiter holds the scope of a context of its own.",
                         .asked = asked,
                         .source = "the recorded program gc-own-context-in-orphan"},
                        [](auto s, testbed bed) { tell(s, bed, holds_its_scope<decltype(s)>); });

const registration request({.name = "collected/own-context-request",
                            .kind = variant::idiomatic,
                            .story = "A collected waiter is a request of its own.",
                            .asked = asked},
                           [](auto s, testbed bed) { tell(s, bed, is_a_request<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios
