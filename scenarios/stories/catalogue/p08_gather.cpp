// Story: a request starts two operations, and waits for both.
// Asked: whose name is on the second one's lines?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

template <class S>
coroutine<S> operation1(S s) {
  s.log("r1: op1");
  co_await s.sleep(1);
}

template <class S>
coroutine<S> operation2(S s) {
  s.log("r1: op2");
  co_await s.sleep(2);
}

template <class S>
coroutine<S> naive(S s) {
  const deferred x = operation1<S>(s);
  const deferred y = operation2<S>(s);
  const deferred both = gather({x, y});
  co_await both;
}

template <class S>
coroutine<S> in_background(S s) {
  const deferred x = s.background(operation1<S>);
  const deferred y = s.background(operation2<S>);
  const deferred both = gather({x, y});
  co_await s.yieldable(both);
}

template <class S>
coroutine<S> serve(S s, coroutine<S> (*handle)(S)) {
  co_await s.request(context::make("r1"), handle);
}

template <class S>
void next_event(S s) {
  s.log("nobody: next event");
}

template <class S>
void tell(S s, testbed bed, coroutine<S> (*handle)(S)) {
  bed.start(s, 0, serve<S>, handle);
  bed.start(s, 2, next_event<S>);
}

constexpr std::string_view asked = "Whose name is on the second operation's lines?";

const registration wrong(
    row(8, variant::naive, "catalogue/08-gather-without-wrapping",
        "A request calls two operations one after the other, and gathers them.", asked,
        {{"rules", "a variation of the fire-and-forget problem", {"lost", "leaked", "turn-leak"}}}),
    [](auto s, testbed bed) { tell(s, bed, naive<decltype(s)>); });

const registration mended(row(8, variant::remedy, "catalogue/08-gather-without-wrapping-mended",
                              "Both are run in the background, and the gathered deferred is made yieldable.", asked,
                              {{"rules", "operation1 and operation2 are both logged against the original", {}}}),
                          [](auto s, testbed bed) { tell(s, bed, in_background<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
