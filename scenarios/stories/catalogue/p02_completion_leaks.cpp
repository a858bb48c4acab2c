// Story: a request starts background work and ends; the work completes later, in a turn of the reactor. Then
// something happens that belongs to nobody.
// Asked: what does the work's completion leave in the reactor?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

template <class S>
coroutine<S> background_work(S s) {
  s.log("r1: background work");
  co_await s.sleep(1);
}

template <class S>
coroutine<S> naive(S s) {
  background_work<S>(s);
  co_return;
}

template <class S>
coroutine<S> in_background(S s) {
  s.background(background_work<S>);
  co_return;
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

constexpr std::string_view asked = "What does the work's completion leave in the reactor?";

const registration wrong(
    row(2, variant::naive, "catalogue/02-completion-leaks",
        "Work that nobody waits for completes after its request, and then an event is handled.", asked,
        {{"rules", "the completion restores a context that nobody clears", {"leaked", "turn-leak"}}}),
    [](auto s, testbed bed) { tell(s, bed, naive<decltype(s)>); });

const registration mended(row(2, variant::remedy, "catalogue/02-completion-leaks-mended",
                              "The work is run in the background, so that its completion clears.", asked,
                              {{"rules", "run_in_background clears when the work completes", {}}}),
                          [](auto s, testbed bed) { tell(s, bed, in_background<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
