// Story: r1 is the first to need something that has a repeating timer, which is started then, and runs for ever.
// Asked: whose name is on the timer's lines, and is r1's context ever freed?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

template <class S>
coroutine<S> repeats(S s, testbed bed) {
  for (int times = 0; times != 3; ++times) {
    co_await s.sleep(2);
    s.log("nobody: the timer");
  }
  co_await s.yieldable(bed.wait("the timer's next time"));
}

template <class S>
void starts_it(S s, testbed bed) {
  s.background(repeats<S>, bed);
}

template <class S>
void starts_it_cleared(S s, testbed bed) {
  const auto out = s.preserve();
  out.background(repeats<S>, bed);
}

template <class S>
using part = void (*)(S, testbed);

template <class S>
coroutine<S> handle(S s, testbed bed, part<S> lazy_start) {
  s.log("r1: first to need it");
  lazy_start(s, bed);
  co_return;
}

template <class S>
coroutine<S> serve(S s, testbed bed, part<S> lazy_start) {
  co_await s.request(context::make("r1"), handle<S>, bed, lazy_start);
}

constexpr std::string_view asked = "Whose name is on the timer's lines, and is the request's context ever freed?";

const registration wrong(row(21, variant::naive, "catalogue/21-capture-never-dies",
                             "A repeating timer is started by the request that happened to need it first.", asked,
                             {{"language", "the timer captures the request's context for ever", {"leaked"}}}),
                         [](auto s, testbed bed) {
                           using S = decltype(s);
                           bed.start(s, 0, serve<S>, bed, starts_it<S>);
                         });

const registration mended(row(21, variant::remedy, "catalogue/21-capture-never-dies-mended",
                              "The timer is started in a cleared scope.", asked,
                              {{"language", "the timer captures the empty context", {}}}),
                          [](auto s, testbed bed) {
                            using S = decltype(s);
                            bed.start(s, 0, serve<S>, bed, starts_it_cleared<S>);
                          });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
