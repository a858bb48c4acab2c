// Story: a deferred is failed, or cancelled, from inside a context; its errback starts work of another context,
// which suspends. Naively, waited for, in a cleared scope, and in the background.
// Asked: does the code that fails or cancels find its own context afterwards?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

constexpr std::string_view queue = "ev";

template <class S>
coroutine<S> clean_up(S s) {
  co_await s.sleep(0);
  s.log("handler: handled");
}

template <class S>
deferred with_handler(S s, testbed bed) {
  const deferred d = bed.wait(queue);
  s.add_errback(d, [s] { return s.request(context::make("handler"), clean_up<S>); });
  return d;
}

template <class S>
deferred fails(S, testbed bed, deferred d) {
  bed.fail(queue);
  return d;
}

template <class S>
deferred cancels(S, testbed, deferred d) {
  d.cancel();
  return d;
}

template <class S>
using breaking = deferred (*)(S, testbed, deferred);

template <class S>
void naive(S s, testbed bed, breaking<S> breaks) {
  breaks(s, bed, with_handler(s, bed));
  s.log("main: ugh");
}

template <class S>
void preserved(S s, testbed bed, breaking<S> breaks) {
  const deferred d = with_handler(s, bed);
  {
    const auto out = s.preserve();
    breaks(out, bed, d);
  }
  s.log("main: phew");
}

template <class S>
void background(S s, testbed bed, breaking<S> breaks) {
  const deferred d = with_handler(s, bed);
  s.background(breaks, bed, d);
  s.log("main: phew");
}

template <class S>
coroutine<S> awaited(S s, testbed bed, breaking<S> breaks) {
  const deferred d = with_handler(s, bed);
  breaks(s, bed, d);
  co_await d;
  s.log("main: phew");
}

template <class S>
using telling_of = void (*)(S, testbed, breaking<S>);

template <class S>
void in_main(S s, testbed bed, telling_of<S> how, breaking<S> breaks) {
  const auto in = s.enter(context::make("main"));
  how(in, bed, breaks);
}

template <class S>
void tell(S s, testbed bed, telling_of<S> how, breaking<S> breaks) {
  bed.start(s, 0, in_main<S>, bed, how, breaks);
  bed.another(s, 1);
}

template <class S>
coroutine<S> main_request(S s, testbed bed, breaking<S> breaks) {
  co_await s.request(context::make("main"), awaited<S>, bed, breaks);
}

template <class S>
void tell_request(S s, testbed bed, breaking<S> breaks) {
  bed.start(s, 0, main_request<S>, bed, breaks);
  bed.another(s, 1);
}

about of(std::string_view name, variant kind, std::string_view story, std::string_view source) {
  return {.name = name,
          .kind = kind,
          .story = story,
          .asked = "Does the code that fails or cancels find its own context afterwards?",
          .source = source};
}

constexpr std::string_view errback = "the recorded program errback-runs-in-failing-context";
constexpr std::string_view cancel = "the recorded program cancel-runs-the-errback-here";

const registration failed_naively(of("callbacks/errback-naive", variant::naive,
                                     "A deferred is failed from inside a context.", errback),
                                  [](auto s, testbed bed) {
                                    tell<decltype(s)>(s, bed, naive<decltype(s)>, fails<decltype(s)>);
                                  });
const registration failed_and_awaited(
    of("callbacks/errback-awaited", variant::remedy,
       "A deferred is failed from inside a context, and the code that fails it waits for it at once.", errback),
    [](auto s, testbed bed) { tell_request<decltype(s)>(s, bed, fails<decltype(s)>); });
const registration failed_cleared(of("callbacks/errback-preserved", variant::idiomatic,
                                     "A deferred is failed in a cleared scope.", errback),
                                  [](auto s, testbed bed) {
                                    tell<decltype(s)>(s, bed, preserved<decltype(s)>, fails<decltype(s)>);
                                  });
const registration failed_behind(of("callbacks/errback-background", variant::idiomatic,
                                    "A deferred is failed by work in the background.", errback),
                                 [](auto s, testbed bed) {
                                   tell<decltype(s)>(s, bed, background<decltype(s)>, fails<decltype(s)>);
                                 });
const registration cancelled_naively(of("callbacks/cancel-naive", variant::naive,
                                        "A deferred is cancelled from inside a context.", cancel),
                                     [](auto s, testbed bed) {
                                       tell<decltype(s)>(s, bed, naive<decltype(s)>, cancels<decltype(s)>);
                                     });
const registration cancelled_and_awaited(
    of("callbacks/cancel-awaited", variant::remedy,
       "A deferred is cancelled from inside a context, and the code that cancels it waits for it at once.", cancel),
    [](auto s, testbed bed) { tell_request<decltype(s)>(s, bed, cancels<decltype(s)>); });
const registration cancelled_cleared(of("callbacks/cancel-preserved", variant::idiomatic,
                                        "A deferred is cancelled in a cleared scope.", cancel),
                                     [](auto s, testbed bed) {
                                       tell<decltype(s)>(s, bed, preserved<decltype(s)>, cancels<decltype(s)>);
                                     });
const registration cancelled_behind(of("callbacks/cancel-background", variant::idiomatic,
                                       "A deferred is cancelled by work in the background.", cancel),
                                    [](auto s, testbed bed) {
                                      tell<decltype(s)>(s, bed, background<decltype(s)>, cancels<decltype(s)>);
                                    });

}  // namespace
}  // namespace ctxlab::scenarios
