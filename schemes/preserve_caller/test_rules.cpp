// The rules of preserve-caller, from the head of its scheme.hpp and from FORMAT.md.
#include <optional>

#include "schemes/preserve_caller/scheme.hpp"
#include "schemes/runtime/coroutine/collector.hpp"
#include "schemes/runtime/testing/catch.hpp"
#include "schemes/runtime/testing/test_observers.hpp"

namespace ctxlab {
namespace {

coroutine<preserve_caller> works(preserve_caller s) {
  s.log("begins");
  co_await s.sleep(2);
  s.log("goes on");
}

TEST_CASE(
    "A converted deferred is another one, which runs each callback in the context "
    "it was made in") {
  const preserve_caller s;
  observed_lines lines;
  const deferred d = deferred::make();
  deferred wrapped;
  {
    const preserved_scope in(context::make("A"));
    wrapped = s.yieldable(d);
    CHECK(name_of(current_context()) == "A");
  }
  CHECK_FALSE(wrapped == d);
  wrapped.add_callback([] { log_line("first"); }).add_callback([] { log_line("second"); });
  const preserved_scope foreign(context::make("F"));
  d.fire();
  CHECK(lines.texts == words{"first: A", "second: A"});
  CHECK(name_of(current_context()) == "F");
}

TEST_CASE(
    "Cancelling a wrapper cancels what it is chained to, and a request is left "
    "before it is waited for") {
  const preserve_caller s;
  const deferred d = deferred::make();
  const deferred wrapped = s.yieldable(d);
  wrapped.cancel();
  CHECK(d.fired());
  CHECK(wrapped.outcome().error().is_cancellation());
  wrapped.add_errback([] {});
  virtual_reactor reactor;
  const deferred work = s.request(context::make("A"), works);
  CHECK(current_context() == nullptr);
  reactor.run();
  CHECK(work.complete());
}

// Does not give up at once when it is cancelled.
coroutine<preserve_caller> rolls_back(preserve_caller s) {
  bool cancelled = false;
  try {
    co_await s.sleep(3);
  } catch (...) {
    cancelled = true;
  }
  if (cancelled) co_await s.sleep(2);
  s.log("rolled back");
}
coroutine<preserve_caller> awaits_directly(preserve_caller s) {
  try {
    co_await s.yieldable(rolls_back(s));
    s.log("went on");
  } catch (...) {
    s.log("gave up");
  }
}
coroutine<preserve_caller> awaits_a_variable(preserve_caller s) {
  try {
    const deferred work = s.yieldable(rolls_back(s));
    co_await work;
    s.log("went on");
  } catch (...) {
    s.log("gave up");
  }
}

TEST_CASE("One who awaits what does not give up at once is told of a cancellation, however the await is spelt") {
  const std::int64_t before = deferred::alive();
  for (const auto waits : {&awaits_directly, &awaits_a_variable}) {
    virtual_reactor reactor;
    observed_lines lines;
    observed_failures late;
    const deferred waiting = waits({});
    waiting.cancel();
    CHECK(lines.texts == words{"gave up: sentinel"});
    CHECK(waiting.complete());
    reactor.run();
    CHECK(lines.texts == words{"gave up: sentinel", "rolled back: sentinel"});
    CHECK(late.texts == words{"this deferred has fired already"});  // as Twisted reports it
  }
  CHECK(deferred::alive() == before);
}

// Changes the context after its wait, and does not put it back.
coroutine<preserve_caller> leaves_another(preserve_caller s, deferred until) {
  co_await s.yieldable(std::move(until));
  exchange_context(context::make("X"));
}

TEST_CASE("Whoever fires keeps its context, whatever one who waited leaves, and hears of it") {
  const std::int64_t before = context::alive();
  {
    observed_warnings warned;
    deferred d = deferred::make();
    {
      const preserved_scope in(context::make("A"));
      leaves_another({}, d);
    }
    std::move(d).fire();  // nobody else has it, so that the wait ends on the fast path
    CHECK(current_context() == nullptr);
    CHECK(warned.texts == words{"found A X"});
  }
  CHECK(context::alive() == before);
}

// Somebody begins to listen after the wait, as an accounting does that is switched on.
coroutine<preserve_caller> listens(preserve_caller s, deferred until, std::optional<observed_switches>& heard) {
  co_await s.yieldable(std::move(until));
  heard.emplace();
}

TEST_CASE("Whoever begins to listen while one who waited goes on hears that its context is left") {
  std::optional<observed_switches> heard;
  deferred d = deferred::make();
  {
    const preserved_scope in(context::make("A"));
    listens({}, d, heard);
  }
  std::move(d).fire();  // on the fast path
  REQUIRE(heard);
  CHECK(heard->texts == words{"A > sentinel"});
}

TEST_CASE(
    "What was made yieldable keeps what it was chained to until that fires, and no longer, with a collector too") {
  const std::int64_t before = deferred::alive();
  {
    collector graveyard;
    deferred wrapped;
    {
      const deferred d = deferred::make();
      wrapped = preserve_caller().yieldable(d);
      d.fire();
    }
    CHECK(wrapped.complete());
    CHECK(deferred::alive() == before + 1);
  }
  CHECK(deferred::alive() == before);
}

}  // namespace
}  // namespace ctxlab
