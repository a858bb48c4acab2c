// Story: a request runs n operations in the background and waits for them all; or gathers gathers.
// Asked: does every one of them keep its name?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

template <class S>
coroutine<S> operation(S s, ticks delay) {
  co_await s.sleep(delay);
  s.log("r1: operation done");
}

template <class S>
deferred several(S s, int count) {
  std::vector<deferred> started;
  for (int i = 0; i != count; ++i) started.push_back(s.background(operation<S>, 1 + i % 3));
  return gather(started);
}

template <class S>
coroutine<S> gathers(S s, int count) {
  co_await s.yieldable(several<S>(s, count));
  s.log("r1: gathered");
}

template <class S>
coroutine<S> gathers_gathers(S s, int count) {
  const deferred left = several<S>(s, count), right = several<S>(s, count);
  const deferred both = gather({left, right});
  co_await s.yieldable(both);
  s.log("r1: gathered");
}

template <class S>
coroutine<S> serve(S s, coroutine<S> (*handle)(S, int), int count) {
  co_await s.request(context::make("r1"), handle, count);
  s.log("nobody: after");
}

about many(std::string_view name, std::string_view story) {
  return {.name = name,
          .kind = variant::idiomatic,
          .story = story,
          .asked = "Does every one of them keep its name?",
          .source = "document: Passing synapse deferreds into third-party functions, option two",
          .predictions = {{"rules", "so that both are logged against the original logcontext", {}},
                          {"alternative", "functions always preserve the logcontext of their caller", {}}}};
}

const registration four(many("gather/many-4", "A request gathers 4 operations."),
                        [](auto s, testbed bed) { bed.start(s, 0, serve<decltype(s)>, gathers<decltype(s)>, 4); });
const registration sixty_four(many("gather/many-64", "A request gathers 64 operations."), [](auto s, testbed bed) {
  bed.start(s, 0, serve<decltype(s)>, gathers<decltype(s)>, 64);
});
const registration nested(many("gather/of-gathers", "A request gathers two gathers of 3 operations each."),
                          [](auto s, testbed bed) {
                            bed.start(s, 0, serve<decltype(s)>, gathers_gathers<decltype(s)>, 3);
                          });

}  // namespace
}  // namespace ctxlab::scenarios
