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
deferred with_handler(S s, stage on) {
  const deferred d = on.wait(queue);
  s.add_errback(d, [s] { return s.request(context::make("handler"), clean_up<S>); });
  return d;
}

template <class S>
deferred fails(S, stage on, deferred d) {
  on.fail(queue);
  return d;
}

template <class S>
deferred cancels(S, stage, deferred d) {
  d.cancel();
  return d;
}

template <class S>
using breaking = deferred (*)(S, stage, deferred);

template <class S>
void naive(S s, stage on, breaking<S> breaks) {
  breaks(s, on, with_handler(s, on));
  s.log("main: ugh");
}

template <class S>
void preserved(S s, stage on, breaking<S> breaks) {
  const deferred d = with_handler(s, on);
  {
    const auto out = s.preserve();
    breaks(out, on, d);
  }
  s.log("main: phew");
}

template <class S>
void background(S s, stage on, breaking<S> breaks) {
  const deferred d = with_handler(s, on);
  s.background(breaks, on, d);
  s.log("main: phew");
}

template <class S>
coroutine<S> awaited(S s, stage on, breaking<S> breaks) {
  const deferred d = with_handler(s, on);
  breaks(s, on, d);
  co_await d;
  s.log("main: phew");
}

template <class S>
using telling_of = void (*)(S, stage, breaking<S>);

template <class S>
void in_main(S s, stage on, telling_of<S> how, breaking<S> breaks) {
  const auto in = s.enter(context::make("main"));
  how(in, on, breaks);
}

template <class S>
void tell(S s, stage on, telling_of<S> how, breaking<S> breaks) {
  on.start(s, 0, in_main<S>, on, how, breaks);
  on.another(s, 1);
}

template <class S>
coroutine<S> main_request(S s, stage on, breaking<S> breaks) {
  co_await s.request(context::make("main"), awaited<S>, on, breaks);
}

template <class S>
void tell_request(S s, stage on, breaking<S> breaks) {
  on.start(s, 0, main_request<S>, on, breaks);
  on.another(s, 1);
}

about of(std::string_view name, telling how, std::string_view story, std::string_view source) {
  return {.name = name,
          .how = how,
          .story = story,
          .asked = "Does the code that fails or cancels find its own context afterwards?",
          .source = source};
}

constexpr std::string_view errback = "the recorded program errback-runs-in-failing-context";
constexpr std::string_view cancel = "the recorded program cancel-runs-the-errback-here";

const registration failed_naively(of("callbacks/errback-naive", telling::naive,
                                     "A deferred is failed from inside a context.", errback),
                                  [](auto s, stage on) {
                                    tell<decltype(s)>(s, on, naive<decltype(s)>, fails<decltype(s)>);
                                  });
const registration failed_and_awaited(
    of("callbacks/errback-awaited", telling::remedy,
       "A deferred is failed from inside a context, and the code that fails it waits for it at once.", errback),
    [](auto s, stage on) { tell_request<decltype(s)>(s, on, fails<decltype(s)>); });
const registration failed_cleared(of("callbacks/errback-preserved", telling::idiomatic,
                                     "A deferred is failed in a cleared scope.", errback),
                                  [](auto s, stage on) {
                                    tell<decltype(s)>(s, on, preserved<decltype(s)>, fails<decltype(s)>);
                                  });
const registration failed_behind(of("callbacks/errback-background", telling::idiomatic,
                                    "A deferred is failed by work in the background.", errback),
                                 [](auto s, stage on) {
                                   tell<decltype(s)>(s, on, background<decltype(s)>, fails<decltype(s)>);
                                 });
const registration cancelled_naively(of("callbacks/cancel-naive", telling::naive,
                                        "A deferred is cancelled from inside a context.", cancel),
                                     [](auto s, stage on) {
                                       tell<decltype(s)>(s, on, naive<decltype(s)>, cancels<decltype(s)>);
                                     });
const registration cancelled_and_awaited(
    of("callbacks/cancel-awaited", telling::remedy,
       "A deferred is cancelled from inside a context, and the code that cancels it waits for it at once.", cancel),
    [](auto s, stage on) { tell_request<decltype(s)>(s, on, cancels<decltype(s)>); });
const registration cancelled_cleared(of("callbacks/cancel-preserved", telling::idiomatic,
                                        "A deferred is cancelled in a cleared scope.", cancel),
                                     [](auto s, stage on) {
                                       tell<decltype(s)>(s, on, preserved<decltype(s)>, cancels<decltype(s)>);
                                     });
const registration cancelled_behind(of("callbacks/cancel-background", telling::idiomatic,
                                       "A deferred is cancelled by work in the background.", cancel),
                                    [](auto s, stage on) {
                                      tell<decltype(s)>(s, on, background<decltype(s)>, cancels<decltype(s)>);
                                    });

}  // namespace
}  // namespace ctxlab::scenarios
