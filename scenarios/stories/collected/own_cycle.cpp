// Story: a waiter keeps the deferred that it waits for in a variable, so that the chain holds itself; then the
// queue drops it.
// Asked: who ends a chain that only its own cycle keeps?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

constexpr std::string_view queue = "interesting";

template <class S>
coroutine<S> keeps_its_deferred(S s, stage on) {
  variable d(on);
  co_await traced_by(d);
  d.set(on.wait(queue));
  {
    const auto out = s.preserve();
    co_await d.get();
  }
  s.log("r1: never");
}

template <class S>
coroutine<S> handle(S s, stage on) {
  s.background(keeps_its_deferred<S>, on);
  s.log("r1: complete");
  co_return;
}

template <class S>
coroutine<S> serve(S s, stage on) {
  co_await s.request(context::make("r1"), handle<S>, on);
}

template <class S>
void reset(S s, stage on, bool collects) {
  on.clear(queue);
  s.log("nobody: cleared");
  if (!collects) return;
  on.collect();
  s.log("nobody: collected");
}

template <class S>
void tell(S s, stage on, bool later) {
  if (later) on.collect_later();
  on.start(s, 0, serve<S>, on);
  on.start(s, 5, reset<S>, on, later);
  on.another(s, 6);
}

const registration at_once({.name = "collected/own-cycle-at-once",
                            .how = telling::naive,
                            .story = "A chain that its own variable holds is dropped, and nobody collects.",
                            .asked = "Does it ever end?"},
                           [](auto s, stage on) { tell(s, on, false); });

const registration later({.name = "collected/own-cycle-later",
                          .how = telling::naive,
                          .story = "A chain that its own variable holds is dropped, and collected later.",
                          .asked = "Does the collector find it, and what does it leave behind?",
                          .source = "document: A note on garbage-collection of Deferred chains",
                          .says = {{"rules", "the request context is never cleared", {"leaked", "turn-leak"}}}},
                         [](auto s, stage on) { tell(s, on, true); });

}  // namespace
}  // namespace ctxlab::scenarios
