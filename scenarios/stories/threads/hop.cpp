// Story: a part of a request runs on a pool's thread, and nobody helps its context along.
// Asked: whose are the lines there, and those after it is back?
#include "scenarios/suite/call_signatures.hpp"
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

template <class S>
void works(const S& s) {
  say(s, "r1", "on the pool's thread");
}

template <class S>
coroutine<S> hops(S s, testbed bed, int times) {
  say(s, "r1", "begins");
  note_carriers<S>(bed, hops<S>, works<S>);
  for (int i = 0; i != times; ++i) {
    deferred there = bed.hop([&s] { works(s); });
    co_await s.yieldable(std::move(there));
    say(s, "r1", "back");
  }
}

template <class S>
deferred serve(S s, testbed bed, int times) {
  return s.request(context::make("r1"), hops<S>, bed, times);
}

const registration once({.name = "threads/thread-hop",
                         .kind = variant::naive,
                         .story = "A part of a request runs on a pool's thread, and nobody helps its context along.",
                         .asked = "Whose are the lines there, and those after it is back?",
                         .source = "context_in_scala: the thread may change more than once in an operation",
                         .needs = {feature::threads}},
                        [](auto s, testbed bed) { bed.start(s, 0, serve<decltype(s)>, bed, 1); });

const registration often({.name = "threads/hop-many",
                          .kind = variant::naive,
                          .story = "A request goes to a pool's thread and back sixteen times, without help.",
                          .asked = "Whose are the lines there, and those after it is back?",
                          .source = "context_in_scala: the thread may change more than once in an operation",
                          .needs = {feature::threads}},
                         [](auto s, testbed bed) { bed.start(s, 0, serve<decltype(s)>, bed, 16); });

}  // namespace
}  // namespace ctxlab::scenarios
