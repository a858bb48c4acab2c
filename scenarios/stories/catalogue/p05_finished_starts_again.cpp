// Story: r1 fires a deferred and ends. The deferred's callback works for r2, in a scope that it opened while r1 was
// current, and is left after r1 has ended.
// Asked: does the finished context come back?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

constexpr std::string_view queue = "something";

template <class S>
coroutine<S> works(S s) {
  co_await s.sleep(1);
  s.log("r2: works");
}

template <class S>
coroutine<S> holds_its_scope(S s) {
  const auto in = s.enter(context::make("r2"));
  co_await works<S>(in);
}

template <class S>
deferred its_own_request(S s) {
  return s.request(context::make("r2"), works<S>);
}

template <class S>
void fires_naively(S s, testbed bed) {
  s.add_callback(bed.wait(queue), [s] { return deferred(holds_its_scope<S>(s)); });
  const auto in = s.enter(context::make("r1"));
  in.log("r1: fires");
  bed.fire(queue);
}

template <class S>
void fires_cleared(S s, testbed bed) {
  s.add_callback(bed.wait(queue), [s] { return its_own_request<S>(s); });
  const auto in = s.enter(context::make("r1"));
  in.log("r1: fires");
  const auto out = in.preserve();
  bed.fire(queue);
}

template <class S>
void next_event(S s) {
  s.log("nobody: next event");
}

// At 2, when the competing request sleeps: it clears what it finds when it sleeps again.
template <class S>
void tell(S s, testbed bed, void (*fires)(S, testbed)) {
  bed.start(s, 2, fires, bed);
  bed.start(s, 4, next_event<S>);
}

constexpr std::string_view asked = "Does the finished context come back?";

const registration wrong(row(5, variant::naive, "catalogue/05-finished-context-starts-again",
                             "A scope opened while another context was current is left after that one has ended.",
                             asked, {{"rules", "the scope restores a finished context", {"leaked", "turn-leak"}}}),
                         [](auto s, testbed bed) { tell<decltype(s)>(s, bed, fires_naively<decltype(s)>); });

const registration mended(row(5, variant::remedy, "catalogue/05-finished-context-starts-again-mended",
                              "The deferred is fired in a cleared scope, and its callback makes a request.", asked,
                              {{"rules", "there is nothing to restore", {}}}),
                          [](auto s, testbed bed) { tell<decltype(s)>(s, bed, fires_cleared<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
