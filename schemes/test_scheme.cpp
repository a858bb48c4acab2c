// What every scheme promises to code that follows its rules: a line is charged to the context whose scope or request
// the code that logs it was called in. The rules of each scheme are tested in its folder.
#include <algorithm>

#include "schemes/all.hpp"
#include "schemes/runtime/testing/catch.hpp"
#include "schemes/runtime/testing/test_observers.hpp"

namespace ctxlab {
namespace {

// Calls check.operator()<S>() for every scheme that promises names to lines after a wait: not for the control, nor
// for the baseline whose context follows no wait.
template <class Check>
void each_carrying(Check check) {
  all_schemes::for_each([&]<class S>() {
    if constexpr (S::role != "control" && S::role != "thread-local" && std::default_initializable<S>) {
      INFO(S::name);
      check.template operator()<S>();
      CHECK(current_context() == nullptr);  // nothing was left behind
    }
  });
}

template <class S>
coroutine<S> works(S s) {
  s.log("begins");
  co_await s.sleep(2);
  s.log("goes on");
}
template <class S>
coroutine<S> fails_later(S s) {
  co_await s.sleep(1);
  s.log("fails");
  throw std::runtime_error("late");
}
template <class S>
coroutine<S> works_and_leaves_some(S s) {
  s.background(works<S>);
  s.log("did not wait");
  co_await s.sleep(1);
  s.log("ends");
}

TEST_CASE("Two requests that run by turns keep their lines apart in every scheme") {
  each_carrying([]<class S>() {
    virtual_reactor reactor;
    observed_lines lines;
    observed_warnings warned;
    S s;
    reactor.call_later(0, [&] { s.background([](S in) { return in.request(context::make("A"), works<S>); }); });
    reactor.call_later(1, [&] { s.background([](S in) { return in.request(context::make("B"), works<S>); }); });
    reactor.run();
    CHECK(lines.texts == words{"begins: A", "begins: B", "goes on: A", "goes on: B"});
    // Where a request leaves its scope before it waits, its context is finished when it goes on:
    // FORMAT.md.
    for (const std::string& each : warned.texts) CHECK_THAT(each, Catch::Matchers::StartsWith("restart-finished "));
  });
}

TEST_CASE("Background work is charged to whoever started it, who goes on as before, in every scheme") {
  each_carrying([]<class S>() {
    virtual_reactor reactor;
    observed_lines lines;
    S s;
    reactor.call_later(
        0, [&] { s.background([](S in) { return in.request(context::make("A"), works_and_leaves_some<S>); }); });
    reactor.run();
    CHECK(lines.texts == words{"begins: A", "did not wait: A", "ends: A", "goes on: A"});
  });
}

TEST_CASE("A request's context is finished when the request has ended, in every scheme") {
  each_carrying([]<class S>() {
    virtual_reactor reactor;
    const context_ptr good = context::make("A"), bad = context::make("B");
    reactor.call_later(0, [&] { S().background([&](S in) { return in.request(good, works<S>); }); });
    reactor.call_later(0, [&] {
      const deferred failing = S().background([&](S in) { return in.request(bad, fails_later<S>); });
      failing.add_errback([] {});
    });
    CHECK_FALSE(good->finished());
    reactor.run();
    CHECK(good->finished());
    CHECK(bad->finished());
  });
}

TEST_CASE(
    "A context that is entered is finished when its scope ends, and one that is preserved is not, in every scheme") {
  each_carrying([]<class S>() {
    const context_ptr entered = context::make("A"), preserved = context::make("B");
    {
      const auto in = S().enter(entered);
      const auto out = in.preserve(preserved);
      CHECK_FALSE(entered->finished());
    }
    CHECK(entered->finished());
    CHECK_FALSE(preserved->finished());
  });
}

TEST_CASE("The control charges everything to nobody, and installs nothing") {
  all_schemes::for_each([]<class S>() {
    if constexpr (S::role == "control") {
      virtual_reactor reactor;
      observed_lines lines;
      observed_switches switches;
      S s;
      s.request(context::make("A"), works<S>);
      reactor.run();
      CHECK(lines.texts == words{"begins: sentinel", "goes on: sentinel"});
      CHECK(switches.texts.empty());
      const preserved_scope of_another_scheme(context::make("B"));
      s.log("within");
      CHECK(lines.texts.back() == "within: sentinel");
    }
  });
}

TEST_CASE("An exception at once in background work becomes a failed deferred in every scheme") {
  each_carrying([]<class S>() {
    S s;
    const deferred d = s.background([](S) -> deferred { throw std::runtime_error("at once"); });
    REQUIRE(d.complete());
    CHECK(d.outcome().error().reason() == "at once");
    d.add_errback([] {});
  });
}

TEST_CASE("A failure in a request reaches whoever waits, in every scheme") {
  each_carrying([]<class S>() {
    virtual_reactor reactor;
    observed_lines lines;
    S s;
    deferred d;
    reactor.call_later(0,
                       [&] { d = s.background([](S in) { return in.request(context::make("A"), fails_later<S>); }); });
    reactor.run();
    REQUIRE(d.complete());
    CHECK(d.outcome().error().reason() == "late");
    CHECK(lines.texts == words{"fails: A"});
    d.add_errback([] {});
  });
}

TEST_CASE("A context nested in the current one is its child, and is named after it, in every scheme") {
  each_carrying([]<class S>() {
    observed_lines lines;
    S s;
    {
      const auto in = s.enter(context::make("A"));
      const auto nested = in.nested("x");
      nested.log("inside");
      CHECK(name_of(nested.current()->parent()) == "A");
    }
    {
      const auto nested = s.nested("x");
      nested.log("in nobody's name");
      CHECK(nested.current()->parent() == nullptr);
    }
    CHECK(lines.texts == words{"inside: A-x", "in nobody's name: sentinel-x"});
  });
}

template <class S>
coroutine<S> awaits_directly(S s, deferred d) {
  s.log("before");
  co_await s.yieldable(std::move(d));
  s.log("after");
}
template <class S>
coroutine<S> awaits_converted(S s, deferred d) {
  s.log("before");
  deferred converted = s.yieldable(std::move(d));
  co_await std::move(converted);
  s.log("after");
}

template <class S>
words events_of(coroutine<S> (*run)(S, deferred), bool complete) {
  virtual_reactor reactor;
  observed_lines lines;
  observed_switches switches;
  observed_warnings warned;
  S s;
  const deferred d = complete ? deferred::succeed() : deferred::make();
  const context_ptr a = context::make("A");
  words held;
  {
    const auto in = s.preserve(a);
    const bool ambient = current_context() == a.get();
    run(in, d);
    held.push_back(std::string(name_of(current_context())));
    if (ambient) exchange_context(context_ptr(a));
  }
  const context_ptr foreign = context::make("foreign");
  if (!complete) {
    const context_ptr outside = exchange_context(context_ptr(foreign));
    d.fire();
    held.push_back(std::string(name_of(current_context())));
    exchange_context(nullptr);
  }
  for (const words& each : {lines.texts, switches.texts, warned.texts})
    held.insert(held.end(), each.begin(), each.end());
  return held;
}

TEST_CASE(
    "A yieldable gives the same events awaited at once and converted to a deferred first, in every "
    "scheme") {
  each_carrying([]<class S>() {
    CHECK(events_of<S>(awaits_directly<S>, false) == events_of<S>(awaits_converted<S>, false));
    CHECK(events_of<S>(awaits_directly<S>, true) == events_of<S>(awaits_converted<S>, true));
  });
}

TEST_CASE("A line after a yieldable wait is its own context's, though another fired it") {
  each_carrying([]<class S>() {
    const words seen = events_of<S>(awaits_directly<S>, false);
    CHECK(std::count(seen.begin(), seen.end(), "before: A") == 1);
    CHECK(std::count(seen.begin(), seen.end(), "after: A") == 1);
  });
}

}  // namespace
}  // namespace ctxlab
