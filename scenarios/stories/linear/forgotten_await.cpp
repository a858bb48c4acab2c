// Story: a request forgets that a function returned a deferred, and ploughs on. What it forgot wakes while the
// server is busy, or after the last request has gone.
// Asked: how many lines go wrong, and does the reactor ever get clean again?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

template <class S>
coroutine<S> do_some_stuff(S s, ticks delay) {
  s.log("r1: phew");
  co_await s.sleep(delay);
  s.log("r1: woke");
}

template <class S>
coroutine<S> handle(S s, ticks delay) {
  do_some_stuff<S>(s, delay);
  s.log("r1: ploughed on");
  co_return;
}

template <class S>
coroutine<S> serve(S s, ticks delay) {
  co_await s.request(context::make("r1"), handle<S>, delay);
  s.log("nobody: after");
}

template <class S>
coroutine<S> visitor(S s) {
  s.log("r2: started");
  co_await s.sleep(1);
  s.log("r2: finished");
}

template <class S>
coroutine<S> pass_by(S s) {
  co_await s.request(context::make("r2"), visitor<S>);
}

const registration busy(
    {.name = "linear/forgotten-await",
     .kind = variant::naive,
     .story = "A request forgets to wait; what it forgot wakes while others are busy.",
     .asked = "How many lines go wrong, and when is the reactor clean again?",
     .source = "document: Always yield your deferreds (forgot to yield)",
     .predictions =
         {{"rules",
           "it will probably work itself out eventually, but not before a load of stuff has been logged against "
           "the wrong context",
           {"lost", "leaked", "turn-leak"}}}},
    [](auto s, testbed bed) {
      bed.start(s, 0, serve<decltype(s)>, 2);
      bed.another(s, 3);
    });

const registration idle(
    {.name = "linear/forgotten-await-idle",
     .kind = variant::naive,
     .story = "A request forgets to wait; what it forgot wakes when no request is left.",
     .asked = "Does it work itself out when nobody passes by?",
     .source = "document: Always yield your deferreds (forgot to yield)",
     .predictions = {{"rules", "it will probably work itself out eventually", {"lost", "leaked", "turn-leak"}}}},
    [](auto s, testbed bed) { bed.start(s, 0, serve<decltype(s)>, 12); });

const registration visited(
    {.name = "linear/forgotten-await-visited",
     .kind = variant::naive,
     .story = "A request forgets to wait; what it forgot wakes when no request is left; then a new one comes.",
     .asked = "Does it work itself out when a new request comes by?",
     .source = "document: Always yield your deferreds (forgot to yield)",
     .predictions = {{"rules", "it will probably work itself out eventually", {"lost", "leaked", "turn-leak"}}}},
    [](auto s, testbed bed) {
      bed.start(s, 0, serve<decltype(s)>, 12);
      bed.start(s, 14, pass_by<decltype(s)>);
    });

}  // namespace
}  // namespace ctxlab::scenarios
