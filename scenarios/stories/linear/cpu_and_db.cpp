// Story: two requests that interleave spend CPU time, wait for database connections and fetch events; one of them
// does a part in a nested context. Or the work is forgotten, and an idle turn spends what is left.
// Asked: is each request charged what it spent, and nothing else?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

template <class S>
coroutine<S> first(S s, stage on) {
  on.spend("r1", 3);
  co_await s.sleep(2);
  on.spend("r1", 5);
  on.transaction("r1", 1, 9);
  s.log("r1: queried");
}

template <class S>
coroutine<S> second(S s, stage on) {
  on.spend("r2", 7);
  co_await s.sleep(2);
  on.spend("r2", 11);
  on.fetch("r2", 4);
  s.log("r2: fetched");
}

template <class S>
coroutine<S> serve(S s, stage on, const char* name, coroutine<S> (*handle)(S, stage)) {
  co_await s.request(context::make(name), handle, on);
}

template <class S>
coroutine<S> part(S s, stage on) {
  on.spend("foo-bar", 5);
  on.transaction("foo-bar", 1, 2);
  co_await s.sleep(1);
  on.spend("foo-bar", 7);
}

// Holds the nested context's scope over the wait.
template <class S>
coroutine<S> nests(S s, stage on) {
  on.spend("foo", 3);
  {
    const auto in = s.nested("bar");
    co_await part<S>(in, on);
  }
  on.spend("foo", 11);
  on.fetch("foo", 4);
}

template <class S>
coroutine<S> work(S s, stage on) {
  on.spend("r1", 3);
  co_await s.sleep(1);
  on.spend("r1", 5);
}

template <class S>
coroutine<S> forgets(S s, stage on) {
  work<S>(s, on);
  s.log("r1: complete");
  co_return;
}

template <class S>
void idle(S s, stage on) {
  on.spend("nobody", 100);
  s.log("nobody: nobody's work");
}

const registration interleaved(
    {.name = "linear/cpu-and-db",
     .how = telling::idiomatic,
     .story = "Two interleaved requests spend CPU time and use the database.",
     .asked = "Is each charged what it spent?",
     .source = "document: the introduction (CPU and database accounting)",
     .says = {{"rules", "we can track which requests were responsible for high CPU use or database activity", {}}},
     .needs = {"accounting"}},
    [](auto s, stage on) {
      using S = decltype(s);
      on.start(s, 0, serve<S>, on, "r1", first<S>);
      on.start(s, 1, serve<S>, on, "r2", second<S>);
    });

const registration nested({.name = "linear/cpu-nested",
                           .how = telling::naive,
                           .story = "A request does a part in a nested context, whose scope is held over a wait.",
                           .asked = "Are the part and the request charged what they spent?",
                           .source = "the recorded program nested-context-usage",
                           .needs = {"accounting"}},
                          [](auto s, stage on) {
                            using S = decltype(s);
                            on.start(s, 0, serve<S>, on, "foo", nests<S>);
                          });

const registration forgotten(
    {.name = "linear/cpu-forgotten-await",
     .how = telling::naive,
     .story = "A request forgets to wait for its work, and an idle turn spends 100 units afterwards.",
     .asked = "Who is charged for the idle turn?",
     .source = "the recorded program usage-leak-charges-the-wrong-request",
     .needs = {"accounting"}},
    [](auto s, stage on) {
      using S = decltype(s);
      on.start(s, 0, serve<S>, on, "r1", forgets<S>);
      on.start(s, 2, idle<S>, on);
    });

}  // namespace
}  // namespace ctxlab::scenarios
