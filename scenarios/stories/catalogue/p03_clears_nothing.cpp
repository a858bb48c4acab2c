// Story: a request waits for a timer that follows no rules. Meanwhile another timer goes off, for nobody.
// Asked: whose name is on the other timer's line?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

template <class S>
coroutine<S> waits_raw(S s) {
  s.log("r1: waits");
  co_await reactor::current().sleep(2);
}

template <class S>
coroutine<S> waits_yieldable(S s) {
  s.log("r1: waits");
  co_await s.yieldable(reactor::current().sleep(2));
}

template <class S>
coroutine<S> serve(S s, coroutine<S> (*handle)(S)) {
  co_await s.request(context::make("r1"), handle);
}

template <class S>
void other_timer(S s) {
  s.log("nobody: another timer");
}

// At 2, when the competing request sleeps: it clears what it finds when it sleeps again.
template <class S>
void tell(S s, testbed bed, coroutine<S> (*handle)(S)) {
  bed.start(s, 2, serve<S>, handle);
  bed.start(s, 3, other_timer<S>);
}

constexpr std::string_view asked = "Whose name is on the other timer's line?";

const registration wrong(row(3, variant::naive, "catalogue/03-awaitable-clears-nothing",
                             "A request waits for a timer that does not clear the context.", asked,
                             {{"rules", "the request's context stays in the reactor", {"leaked", "turn-leak"}}}),
                         [](auto s, testbed bed) { tell(s, bed, waits_raw<decltype(s)>); });

const registration mended(row(3, variant::remedy, "catalogue/03-awaitable-clears-nothing-mended",
                              "The timer is made yieldable before it is waited for.", asked,
                              {{"rules", "make_deferred_yieldable clears", {}}}),
                          [](auto s, testbed bed) { tell(s, bed, waits_yieldable<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
