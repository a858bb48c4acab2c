// Story: a request defers a part of its work to a thread, or to a later turn, as its scheme prescribes.
// Asked: is the work's line in a child of the request's name, and does its result come back to the request?
#include "scenarios/suite/call_signatures.hpp"
#include "scenarios/suite/story.hpp"
#include "schemes/defer_to_thread.hpp"

namespace ctxlab::scenarios {
namespace {

template <class S>
int computes(S s, const char* owner) {
  say(s, owner, "computes");
  return 42;
}

enum class thread { pools, reactors };

template <class S>
coroutine<S> asks(S s, testbed bed, const char* name, const char* child, thread by) {
  say(s, name, "begins");
  note_carriers<S>(bed, asks<S>, computes<S>);
  reactor_executor own(bed.home());
  executor& there_runs = by == thread::pools ? bed.pool() : own;
  deferred there = defer_to_thread(s, bed.home(), there_runs, computes<S>, child);
  const result got = co_await std::move(there);
  say(s, name, got.value<int>() == 42 ? "got what was computed" : "got something else");
}

template <class S>
deferred serve(S s, testbed bed, const char* name, const char* child, thread by) {
  return s.request(context::make(name), asks<S>, bed, name, child, by);
}
template <class S>
deferred from_nobody(S s, testbed bed) {
  return asks(s, bed, "nobody", "nobody", thread::pools);
}

const registration comes_back({.name = "threads/deferred-to-thread",
                               .kind = variant::idiomatic,
                               .story = "A request defers a part of its work to a thread, as its scheme prescribes.",
                               .asked = "Does the result come back to the request?",
                               .source = "issue: defer_to_thread",
                               .needs = {feature::threads}},
                              [](auto s, testbed bed) {
                                bed.start(s, 0, serve<decltype(s)>, bed, "r1", "r1-thread", thread::pools);
                              });

const registration own_thread({.name = "threads/deferred-to-the-reactors-thread",
                               .kind = variant::idiomatic,
                               .story = "A request defers a part of its work to the reactor's own thread, as a turn.",
                               .asked = "Does the result come back to the request?",
                               .source = "issue: executors, the reactor's own thread",
                               .needs = {feature::threads}},
                              [](auto s, testbed bed) {
                                bed.start(s, 0, serve<decltype(s)>, bed, "r1", "r1-thread", thread::reactors);
                              });

const registration lines({.name = "threads/pool-log",
                          .kind = variant::idiomatic,
                          .story = "Two requests have work done on the same pool's thread, where it logs.",
                          .asked = "Is each line there in a child of its request's name?",
                          .source = "the catalogue, row 19: python/cpython#78195",
                          .needs = {feature::threads}},
                         [](auto s, testbed bed) {
                           using S = decltype(s);
                           bed.start(s, 0, serve<S>, bed, "r1", "r1-thread", thread::pools);
                           bed.start(s, 1, serve<S>, bed, "r2", "r2-thread", thread::pools);
                         });

const registration nobodys({.name = "threads/from-no-context",
                            .kind = variant::neutral,
                            .story = "Code that works for nobody defers to a thread.",
                            .asked = "Does it work, and is it said that the figures are lost?",
                            .source = "issue: from no context it works, and says that the figures are lost",
                            .needs = {feature::threads}},
                           [](auto s, testbed bed) { bed.start(s, 0, from_nobody<decltype(s)>, bed); });

}  // namespace
}  // namespace ctxlab::scenarios
