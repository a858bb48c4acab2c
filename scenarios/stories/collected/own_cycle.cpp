// Story: a waiter keeps the deferred that it waits for in a variable, so that the chain holds itself; then the
// queue drops it.
// Asked: who ends a chain that only its own cycle keeps?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

constexpr std::string_view queue = "interesting";

template <class S>
coroutine<S> keeps_its_deferred(S s, testbed bed) {
  variable d(bed);
  co_await traced_by(d);
  d.set(bed.wait(queue));
  {
    const auto out = s.preserve();
    co_await d.get();
  }
  s.log("r1: never");
}

template <class S>
coroutine<S> handle(S s, testbed bed) {
  s.background(keeps_its_deferred<S>, bed);
  s.log("r1: complete");
  co_return;
}

template <class S>
coroutine<S> serve(S s, testbed bed) {
  co_await s.request(context::make("r1"), handle<S>, bed);
}

template <class S>
void reset(S s, testbed bed, bool collects) {
  bed.clear(queue);
  s.log("nobody: cleared");
  if (!collects) return;
  bed.collect();
  s.log("nobody: collected");
}

template <class S>
void tell(S s, testbed bed, bool later) {
  if (later) bed.collect_later();
  bed.start(s, 0, serve<S>, bed);
  bed.start(s, 5, reset<S>, bed, later);
  bed.another(s, 6);
}

const registration at_once({.name = "collected/own-cycle-at-once",
                            .kind = variant::naive,
                            .story = "A chain that its own variable holds is dropped, and nobody collects.",
                            .asked = "Does it ever end?"},
                           [](auto s, testbed bed) { tell(s, bed, false); });

const registration later({.name = "collected/own-cycle-later",
                          .kind = variant::naive,
                          .story = "A chain that its own variable holds is dropped, and collected later.",
                          .asked = "Does the collector find it, and what does it leave behind?",
                          .source = "document: A note on garbage-collection of Deferred chains",
                          .predictions = {{"rules", "the request context is never cleared", {"leaked", "turn-leak"}}}},
                         [](auto s, testbed bed) { tell(s, bed, true); });

}  // namespace
}  // namespace ctxlab::scenarios
