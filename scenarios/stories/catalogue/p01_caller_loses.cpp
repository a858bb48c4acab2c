// Story: a request starts background work, does not wait for it, and goes on.
// Asked: whose name is on the request's next line?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

template <class S>
coroutine<S> background_work(S s) {
  co_await s.sleep(1);
}

template <class S>
coroutine<S> naive(S s) {
  background_work<S>(s);
  s.log("r1: went on");
  co_return;
}

template <class S>
coroutine<S> in_background(S s) {
  s.background(background_work<S>);
  s.log("r1: went on");
  co_return;
}

template <class S>
coroutine<S> serve(S s, coroutine<S> (*handle)(S)) {
  co_await s.request(context::make("r1"), handle);
}

constexpr std::string_view asked = "Whose name is on the request's next line?";

const registration wrong(row(1, variant::naive, "catalogue/01-caller-loses-its-context",
                             "A request calls background work, which suspends, and goes on.", asked,
                             {{"rules",
                               "the caller's line carries no context, and the work's end leaks it",
                               {"lost", "leaked", "turn-leak"}}}),
                         [](auto s, testbed bed) { bed.start(s, 0, serve<decltype(s)>, naive<decltype(s)>); });

const registration mended(row(1, variant::remedy, "catalogue/01-caller-loses-its-context-mended",
                              "The work is run in the background.", asked,
                              {{"rules", "run_in_background gives the caller its context back", {}}}),
                          [](auto s, testbed bed) { bed.start(s, 0, serve<decltype(s)>, in_background<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
