// Story: a request calls a coroutine that calls a coroutine, d deep; the innermost waits.
// Asked: does every one of them resume in the request's context?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

template <class S>
coroutine<S> descend(S s, int depth) {
  if (depth == 0) {
    s.log("r1: at the bottom");
    co_await s.sleep(2);
  } else {
    co_await descend<S>(s, depth - 1);
  }
  s.log("r1: on the way up");
}

template <class S>
coroutine<S> serve(S s, int depth) {
  co_await s.request(context::make("r1"), descend<S>, depth);
  s.log("nobody: after");
}

about deep(std::string_view name, std::string_view story) {
  return {
      .name = name,
      .kind = variant::idiomatic,
      .story = story,
      .asked = "Does every coroutine resume in the request's context?",
      .source = "document: Always yield your deferreds (all the way back up the call chain)",
      .predictions = {
          {"rules", "provided do_some_stuff follows the rules above, then so will fun", {}},
          {"alternative", "thanks to the way that Deferreds chain together, we automatically get the property", {}}}};
}

const registration one(deep("linear/chain-1", "A chain of 1 coroutine above the one that waits."),
                       [](auto s, testbed bed) { bed.start(s, 0, serve<decltype(s)>, 1); });
const registration eight(deep("linear/chain-8", "A chain of 8 coroutines above the one that waits."),
                         [](auto s, testbed bed) { bed.start(s, 0, serve<decltype(s)>, 8); });
const registration many(deep("linear/chain-64", "A chain of 64 coroutines above the one that waits."),
                        [](auto s, testbed bed) { bed.start(s, 0, serve<decltype(s)>, 64); });

}  // namespace
}  // namespace ctxlab::scenarios
