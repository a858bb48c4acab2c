// Story: two requests that interleave spend CPU time, wait for database connections and fetch events; one of them
// does a part in a nested context. Or the work is forgotten, and an idle turn spends what is left.
// Asked: is each request charged what it spent, and nothing else?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

template <class S>
coroutine<S> first(S s, testbed bed) {
  bed.spend("r1", 3);
  co_await s.sleep(2);
  bed.spend("r1", 5);
  bed.transaction("r1", 1, 9);
  s.log("r1: queried");
}

template <class S>
coroutine<S> second(S s, testbed bed) {
  bed.spend("r2", 7);
  co_await s.sleep(2);
  bed.spend("r2", 11);
  bed.fetch("r2", 4);
  s.log("r2: fetched");
}

template <class S>
coroutine<S> serve(S s, testbed bed, const char* name, coroutine<S> (*handle)(S, testbed)) {
  co_await s.request(context::make(name), handle, bed);
}

template <class S>
coroutine<S> part(S s, testbed bed) {
  bed.spend("foo-bar", 5);
  bed.transaction("foo-bar", 1, 2);
  co_await s.sleep(1);
  bed.spend("foo-bar", 7);
}

// Holds the nested context's scope over the wait.
template <class S>
coroutine<S> nests(S s, testbed bed) {
  bed.spend("foo", 3);
  {
    const auto in = s.nested("bar");
    co_await part<S>(in, bed);
  }
  bed.spend("foo", 11);
  bed.fetch("foo", 4);
}

template <class S>
coroutine<S> work(S s, testbed bed) {
  bed.spend("r1", 3);
  co_await s.sleep(1);
  bed.spend("r1", 5);
}

template <class S>
coroutine<S> forgets(S s, testbed bed) {
  work<S>(s, bed);
  s.log("r1: complete");
  co_return;
}

template <class S>
void idle(S s, testbed bed) {
  bed.spend("nobody", 100);
  s.log("nobody: nobody's work");
}

const registration interleaved(
    {.name = "linear/cpu-and-db",
     .kind = variant::idiomatic,
     .story = "Two interleaved requests spend CPU time and use the database.",
     .asked = "Is each charged what it spent?",
     .source = "document: the introduction (CPU and database accounting)",
     .predictions = {{"rules",
                      "we can track which requests were responsible for high CPU use or database activity",
                      {}}},
     .needs = {feature::resource_accounting}},
    [](auto s, testbed bed) {
      using S = decltype(s);
      bed.start(s, 0, serve<S>, bed, "r1", first<S>);
      bed.start(s, 1, serve<S>, bed, "r2", second<S>);
    });

const registration nested({.name = "linear/cpu-nested",
                           .kind = variant::naive,
                           .story = "A request does a part in a nested context, whose scope is held over a wait.",
                           .asked = "Are the part and the request charged what they spent?",
                           .source = "the recorded program nested-context-usage",
                           .needs = {feature::resource_accounting}},
                          [](auto s, testbed bed) {
                            using S = decltype(s);
                            bed.start(s, 0, serve<S>, bed, "foo", nests<S>);
                          });

const registration forgotten(
    {.name = "linear/cpu-forgotten-await",
     .kind = variant::naive,
     .story = "A request forgets to wait for its work, and an idle turn spends 100 units afterwards.",
     .asked = "Who is charged for the idle turn?",
     .source = "the recorded program usage-leak-charges-the-wrong-request",
     .needs = {feature::resource_accounting}},
    [](auto s, testbed bed) {
      using S = decltype(s);
      bed.start(s, 0, serve<S>, bed, "r1", forgets<S>);
      bed.start(s, 2, idle<S>, bed);
    });

}  // namespace
}  // namespace ctxlab::scenarios
