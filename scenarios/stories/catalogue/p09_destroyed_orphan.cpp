// Story: r1 leaves a waiter behind that holds a scope over its wait. Later nobody can wake it any more, and it is
// destroyed, in an event that has nothing to do with r1.
// Asked: whose name is on that event's line?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

constexpr std::string_view queue = "never";

template <class S>
coroutine<S> waits_in_a_scope(S s, testbed bed) {
  const auto guard = s.preserve();
  co_await bed.wait(queue);
}

template <class S>
coroutine<S> waits(S s, testbed bed) {
  co_await s.yieldable(bed.wait(queue));
}

template <class S>
using waiter = coroutine<S> (*)(S, testbed);

template <class S>
coroutine<S> handle(S s, testbed bed, waiter<S> how) {
  s.background(how, bed);
  s.log("r1: goes");
  co_return;
}

template <class S>
coroutine<S> serve(S s, testbed bed, waiter<S> how) {
  co_await s.request(context::make("r1"), handle<S>, bed, how);
}

template <class S>
void drops_it(S s, testbed bed) {
  bed.clear(queue);
  s.log("nobody: dropped");
}

template <class S>
void tell(S s, testbed bed, waiter<S> how) {
  bed.start(s, 0, serve<S>, bed, how);
  bed.start(s, 4, drops_it<S>, bed);
}

constexpr std::string_view asked = "Whose name is on the line of the event that drops it?";

const registration wrong(
    row(9, variant::naive, "catalogue/09-destroyed-orphan-restores",
        "A waiter that holds a scope over its wait is destroyed.", asked,
        {{"rules", "it carefully restores the request's context, and nothing clears it", {"leaked", "turn-leak"}}}),
    [](auto s, testbed bed) { tell<decltype(s)>(s, bed, waits_in_a_scope<decltype(s)>); });

const registration mended(row(9, variant::remedy, "catalogue/09-destroyed-orphan-restores-mended",
                              "The waiter holds no scope: what it waits for is made yieldable.", asked,
                              {{"rules", "there is no scope that could restore", {}}}),
                          [](auto s, testbed bed) { tell<decltype(s)>(s, bed, waits<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
