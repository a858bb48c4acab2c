// Story: a foreign client refuses what a request asks, is closed before it answers, or the request's work fails on its
// thread; or a line cannot be written. Another request comes next.
// Asked: does the request hear of it once, under its own name, and is the next one untouched?
#include "scenarios/stories/foreign/wrapped.hpp"

namespace ctxlab::scenarios {
namespace {

using client_ptr = std::shared_ptr<foreign::client>;
enum class fault { refuses, closed, throws };

template <class S>
void works(S, fault which) {
  if (which == fault::throws) throw std::runtime_error("no such answer");
}

template <class S>
coroutine<S> asks(S s, testbed bed, fault which) {
  s.log("r1: begins");
  const auto library = std::make_shared<foreign::client>(bed.logger(), which == fault::throws);
  if (which == fault::refuses) library->close();
  on_client thread(*library, "r1", "the question");
  std::optional<deferred> there;
  shown(s, [&] { there.emplace(defer_to_thread(s, bed.home(), thread, works<S>, which)); });
  if (which == fault::closed) bed.home().post([library] { library->close(); });
  try {
    co_await std::move(*there);
    s.log("r1: it went well");
  } catch (const executor_refused&) {
    s.log("r1: it was refused");
    bed.note("refused");
  } catch (const work_abandoned&) {
    s.log("r1: it was dropped");
    bed.note("dropped");
  } catch (const std::runtime_error&) {
    s.log("r1: it threw");
    bed.note("thrown");
  }
}

// What it throws where the client calls it back, the client writes in its log. Nobody else is told.
template <class S>
coroutine<S> throws_there(S s, testbed bed, fault) {
  s.log("r1: begins");
  const auto library = std::make_shared<foreign::client>(bed.logger());
  deferred there = bed.called_back([&](const foreign::callback& done) {
    shown(s, [&] {
      library->ask("r1", "the question", [done](std::size_t answer) {
        if (answer != 42) throw std::runtime_error("no such answer");
        done();
      });
    });
  });
  co_await s.yieldable(std::move(there));
  s.log("r1: goes on");
}

template <class S>
coroutine<S> logs_in_vain(S s, testbed bed, fault) {
  s.log("r1: begins");
  bed.fail_lines(1);
  s.log("r1: is not written");
  foreign::connection_pool library(bed.logger(), 1);
  bed.fail_lines(1);
  shown(s, [&] { library.borrow("r1", [] {}); });
  co_await s.sleep(1);
  s.log("r1: ends");
}

template <class S>
coroutine<S> next(S s) {
  s.log("r2: begins");
  co_await s.sleep(1);
  s.log("r2: ends");
}

template <class S>
using part = coroutine<S> (*)(S, testbed, fault);

template <class S>
deferred serve(S s, testbed bed, part<S> how, fault which) {
  return s.request(context::make("r1"), how, bed, which);
}
template <class S>
deferred serve_next(S s) {
  return s.request(context::make("r2"), next<S>);
}

template <class S>
void tell(S s, testbed bed, part<S> how, fault which) {
  bed.start(s, 0, serve<S>, bed, how, which);
  bed.start(s, 3, serve_next<S>);
}

constexpr std::string_view asked = "Does it hear of that once, and is the next request untouched?";

const registration refuses({.name = "foreign/client-refuses",
                            .kind = variant::remedy,
                            .story = "A request defers work to the thread of a foreign client that is closed.",
                            .asked = asked,
                            .source = "issue: an executor that refuses work",
                            .needs = {feature::threads}},
                           [](auto s, testbed bed) { tell(s, bed, asks<decltype(s)>, fault::refuses); });

const registration closed({.name = "foreign/client-closed-with-work-queued",
                           .kind = variant::remedy,
                           .story = "A foreign client is closed while a request's work is queued there.",
                           .asked = asked,
                           .source = "issue: a pool that is shut down with work queued",
                           .needs = {feature::threads}},
                          [](auto s, testbed bed) { tell(s, bed, asks<decltype(s)>, fault::closed); });

const registration raw({.name = "foreign/callback-throws-raw",
                        .kind = variant::naive,
                        .story = "A request's callback throws on a foreign client's thread.",
                        .asked = asked,
                        .source = "issue: an operation that throws on a foreign thread",
                        .needs = {feature::threads}},
                       [](auto s, testbed bed) { tell(s, bed, throws_there<decltype(s)>, fault::throws); });

const registration wrapped({.name = "foreign/callback-throws-wrapped",
                            .kind = variant::remedy,
                            .story = "Work that a request deferred to a foreign client's thread throws there.",
                            .asked = asked,
                            .source = "issue: an operation that throws on a foreign thread",
                            .needs = {feature::threads}},
                           [](auto s, testbed bed) { tell(s, bed, asks<decltype(s)>, fault::throws); });

const registration unwritten({.name = "foreign/log-sink-throws",
                              .kind = variant::neutral,
                              .story = "The sink throws at a line of a request, and at one of the library it uses.",
                              .asked = "Is each reported once, in the request's name, and does everybody go on?",
                              .source = "issue: a logger whose sink throws"},
                             [](auto s, testbed bed) { tell(s, bed, logs_in_vain<decltype(s)>, fault::throws); });

}  // namespace
}  // namespace ctxlab::scenarios
