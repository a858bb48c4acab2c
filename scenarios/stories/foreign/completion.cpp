// Story: a request asks a foreign client, which calls back on a thread of its own; or has it make a timer there.
// Asked: whose is the line on that thread, and the one after it?
#include "scenarios/stories/foreign/wrapped.hpp"

namespace ctxlab::scenarios {
namespace {

using client_ptr = std::shared_ptr<foreign::client>;
template <class S>
using part = coroutine<S> (*)(S, testbed, client_ptr);

// The request goes on where it is called, for a line, and sends word home.
template <class S>
coroutine<S> asks_raw(S s, testbed bed, client_ptr library) {
  s.log("r1: begins");
  deferred there = bed.called_back([&](const foreign::callback& done) {
    const auto works = bed.with_sinks([&s] { s.log("r1: has the answer"); });
    library->ask("r1", "the question", [works, done](std::size_t) {
      works();
      done();
    });
  });
  co_await s.yieldable(std::move(there));
  s.log("r1: goes on");
}

template <class S>
int works(S s) {
  s.log("r1-thread: has the answer");
  return 42;
}

// The client's thread is an executor like others.
template <class S>
coroutine<S> asks(S s, testbed bed, client_ptr library) {
  s.log("r1: begins");
  on_client thread(*library, "r1", "the question");
  std::optional<deferred> asked;
  shown(s, [&] { asked.emplace(defer_to_thread(s, bed.home(), thread, works<S>)); });
  const result got = co_await std::move(*asked);
  s.log(got.template value<int>() == 42 ? "r1: goes on" : "r1: goes on with something else");
}

constexpr std::chrono::milliseconds some_time(2);

template <class S>
coroutine<S> sets_timer_raw(S s, testbed bed, client_ptr library) {
  s.log("r1: begins");
  deferred there = bed.called_back([&](const foreign::callback& done) {
    const auto works = bed.with_sinks([&s] { s.log("r1: is woken"); });
    library->after("r1", some_time, [works, done] {
      works();
      done();
    });
  });
  co_await s.yieldable(std::move(there));
  s.log("r1: goes on");
}

template <class S>
coroutine<S> sets_timer(S s, testbed bed, client_ptr library) {
  s.log("r1: begins");
  deferred there =
      bed.called_back([&](const foreign::callback& done) { shown(s, [&] { library->after("r1", some_time, done); }); });
  co_await s.yieldable(std::move(there));
  s.log("r1: goes on");
}

template <class S>
deferred serve(S s, testbed bed, client_ptr library, part<S> how) {
  return s.request(context::make("r1"), how, bed, std::move(library));
}

template <class S>
void tell(S s, testbed bed, part<S> how, bool debug = false) {
  bed.start(s, 0, serve<S>, bed, std::make_shared<foreign::client>(bed.logger(debug)), how);
}

constexpr std::string_view asked = "Whose is the line on the client's thread, and the one after it?";
constexpr std::string_view source = "issue: completes callbacks on threads of its own";

const registration raw({.name = "foreign/completion-raw",
                        .kind = variant::naive,
                        .story = "A foreign client calls a request back on its own thread, where the request logs.",
                        .asked = asked,
                        .source = source,
                        .needs = {feature::threads}},
                       [](auto s, testbed bed) { tell(s, bed, asks_raw<decltype(s)>); });

const registration wrapped({.name = "foreign/completion-wrapped",
                            .kind = variant::remedy,
                            .story = "A foreign client's thread is an executor to which a request defers its work.",
                            .asked = asked,
                            .source = source,
                            .needs = {feature::threads}},
                           [](auto s, testbed bed) { tell(s, bed, asks<decltype(s)>); });

const registration timer_raw({.name = "foreign/thread-timer-raw",
                              .kind = variant::naive,
                              .story = "A foreign timer wakes a request on its own thread, where the request logs.",
                              .asked = asked,
                              .source = source,
                              .needs = {feature::threads}},
                             [](auto s, testbed bed) { tell(s, bed, sets_timer_raw<decltype(s)>); });

const registration timer_wrapped({.name = "foreign/thread-timer-wrapped",
                                  .kind = variant::remedy,
                                  .story = "A foreign timer only sends word home, where the request goes on.",
                                  .asked = asked,
                                  .source = source,
                                  .needs = {feature::threads}},
                                 [](auto s, testbed bed) { tell(s, bed, sets_timer<decltype(s)>); });

const registration own_line({.name = "foreign/client-logs-on-its-own-thread",
                             .kind = variant::neutral,
                             .story = "The client logs for a request on its own thread, before it calls back.",
                             .asked = "Can any wrapping put the request's name on that line?",
                             .source = "issue: lines of code that has never heard of contexts",
                             .needs = {feature::threads}},
                            [](auto s, testbed bed) { tell(s, bed, asks<decltype(s)>, true); });

}  // namespace
}  // namespace ctxlab::scenarios
