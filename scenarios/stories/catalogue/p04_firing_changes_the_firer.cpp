// Story: r2 waits for something. r1 makes it happen: r2 resumes within r1's call, and suspends again.
// Asked: does the one who fires keep its name?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

constexpr std::string_view queue = "something";

template <class S>
coroutine<S> waiter(S s, testbed bed) {
  co_await s.yieldable(bed.wait(queue));
  s.log("r2: woke");
  co_await s.sleep(1);
}

template <class S>
coroutine<S> serve_waiter(S s, testbed bed) {
  co_await s.request(context::make("r2"), waiter<S>, bed);
}

template <class S>
void fires_naively(S s, testbed bed) {
  const auto in = s.enter(context::make("r1"));
  bed.fire(queue);
  in.log("r1: has fired");
}

template <class S>
void fires_cleared(S s, testbed bed) {
  const auto in = s.enter(context::make("r1"));
  {
    const auto out = in.preserve();
    bed.fire(queue);
  }
  in.log("r1: has fired");
}

template <class S>
void tell(S s, testbed bed, void (*fires)(S, testbed)) {
  bed.start(s, 0, serve_waiter<S>, bed);
  bed.start(s, 2, fires, bed);
}

constexpr std::string_view asked = "Does the one who fires keep its name?";

const registration wrong(row(4, variant::naive, "catalogue/04-firing-changes-the-firer",
                             "A deferred is fired inside a context; its waiter resumes, and suspends again.", asked,
                             {{"rules", "the waiter's wait clears the firer's context", {"lost"}}}),
                         [](auto s, testbed bed) { tell<decltype(s)>(s, bed, fires_naively<decltype(s)>); });

const registration mended(row(4, variant::remedy, "catalogue/04-firing-changes-the-firer-mended",
                              "The deferred is fired in a cleared scope.", asked,
                              {{"rules", "PreserveLoggingContext around the firing", {}}}),
                          [](auto s, testbed bed) { tell<decltype(s)>(s, bed, fires_cleared<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
