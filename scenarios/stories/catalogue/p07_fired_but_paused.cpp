// Story: a request waits for a deferred that has fired, and whose line of callbacks is paused on another. What makes
// deferreds yieldable takes it for complete, and does nothing.
// Asked: what does the wait leave in the reactor?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

// Looks whether it has fired, where it ought to look whether it is complete.
template <class S>
deferred yieldable_unless_fired(S s, deferred of) {
  if (of.fired()) return of;
  return s.yieldable(std::move(of));
}

template <class S>
deferred yieldable(S s, deferred of) {
  return s.yieldable(std::move(of));
}

template <class S>
coroutine<S> handle(S s, deferred (*made_yieldable)(S, deferred)) {
  s.log("r1: waits");
  const deferred paused = deferred::succeed();
  paused.add_callback([] { return reactor::current().sleep(2); });
  const deferred wait = made_yieldable(s, paused);
  co_await wait;
}

template <class S>
coroutine<S> serve(S s, deferred (*made_yieldable)(S, deferred)) {
  co_await s.request(context::make("r1"), handle<S>, made_yieldable);
}

template <class S>
void next_event(S s) {
  s.log("nobody: next event");
}

// At 2, when the competing request sleeps: it clears what it finds when it sleeps again.
template <class S>
void tell(S s, testbed bed, deferred (*made_yieldable)(S, deferred)) {
  bed.start(s, 2, serve<S>, made_yieldable);
  bed.start(s, 3, next_event<S>);
}

constexpr std::string_view asked = "What does the wait leave in the reactor?";

const registration wrong(row(7, variant::naive, "catalogue/07-fired-but-paused",
                             "A deferred that has fired, but is paused, is taken for complete.", asked,
                             {{"rules", "the context is neither saved nor cleared", {"leaked", "turn-leak"}}}),
                         [](auto s, testbed bed) { tell(s, bed, yieldable_unless_fired<decltype(s)>); });

const registration mended(row(7, variant::remedy, "catalogue/07-fired-but-paused-mended",
                              "A paused deferred is seen to be incomplete.", asked,
                              {{"rules", "make_deferred_yieldable looks whether it is paused, too", {}}}),
                          [](auto s, testbed bed) { tell(s, bed, yieldable<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
