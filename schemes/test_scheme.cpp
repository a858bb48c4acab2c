// What every scheme promises to code that follows its rules: a line is charged to the context whose
// scope or request the code that logs it was called in. And the rules of each scheme by itself,
// from its head comment and FORMAT.md.
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
    seen_lines lines;
    seen_warnings warned;
    S s;
    reactor.call_later(0, [&] { s.background([](S in) { return in.request(context::make("A"), works<S>); }); });
    reactor.call_later(1, [&] { s.background([](S in) { return in.request(context::make("B"), works<S>); }); });
    reactor.run();
    CHECK(lines.all == words{"begins: A", "begins: B", "goes on: A", "goes on: B"});
    // Where a request leaves its scope before it waits, its context is finished when it goes on:
    // FORMAT.md.
    for (const std::string& each : warned.all) CHECK_THAT(each, Catch::Matchers::StartsWith("restart-finished "));
  });
}

TEST_CASE("Background work is charged to whoever started it, who goes on as before, in every scheme") {
  each_carrying([]<class S>() {
    virtual_reactor reactor;
    seen_lines lines;
    S s;
    reactor.call_later(
        0, [&] { s.background([](S in) { return in.request(context::make("A"), works_and_leaves_some<S>); }); });
    reactor.run();
    CHECK(lines.all == words{"begins: A", "did not wait: A", "ends: A", "goes on: A"});
  });
}

TEST_CASE("The control charges everything to nobody, and installs nothing") {
  all_schemes::for_each([]<class S>() {
    if constexpr (S::role == "control") {
      virtual_reactor reactor;
      seen_lines lines;
      seen_switches switches;
      S s;
      s.request(context::make("A"), works<S>);
      reactor.run();
      CHECK(lines.all == words{"begins: sentinel", "goes on: sentinel"});
      CHECK(switches.all.empty());
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
    seen_lines lines;
    S s;
    deferred d;
    reactor.call_later(0,
                       [&] { d = s.background([](S in) { return in.request(context::make("A"), fails_later<S>); }); });
    reactor.run();
    REQUIRE(d.complete());
    CHECK(d.outcome().error().reason() == "late");
    CHECK(lines.all == words{"fails: A"});
    d.add_errback([] {});
  });
}

TEST_CASE("A context nested in the current one is its child, and is named after it, in every scheme") {
  each_carrying([]<class S>() {
    seen_lines lines;
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
    CHECK(lines.all == words{"inside: A-x", "in nobody's name: sentinel-x"});
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
  seen_lines lines;
  seen_switches switches;
  seen_warnings warned;
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
  for (const words& each : {lines.all, switches.all, warned.all}) held.insert(held.end(), each.begin(), each.end());
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

// ---- each by itself ----

TEST_CASE(
    "clear-on-incomplete: an incomplete yieldable clears the context, and restores it before "
    "callbacks run") {
  const clear_on_incomplete s;
  seen_switches switches;
  const deferred d = deferred::make();
  {
    const preserved_scope in(context::make("A"));
    const deferred yielded = s.yieldable(d);
    CHECK(yielded == d);  // the same deferred, with a callback
    CHECK(current_context() == nullptr);
    switch_context(nullptr);
    d.add_callback([] { CHECK(name_of(current_context()) == "A"); });
    d.fire();
    CHECK(name_of(current_context()) == "A");  // what fired it is left in A: FORMAT's leak
  }
  CHECK(switches.all == words{"sentinel > A", "A > sentinel", "sentinel > A", "A > sentinel"});
}

TEST_CASE("clear-on-incomplete: a complete yieldable changes nothing") {
  const clear_on_incomplete s;
  seen_switches switches;
  const deferred yielded = s.yieldable(deferred::succeed());
  CHECK(yielded.complete());
  CHECK(switches.all.empty());
}

TEST_CASE(
    "clear-on-incomplete: background puts the caller's context back, and the sentinel when the "
    "work is done") {
  const clear_on_incomplete s;
  virtual_reactor reactor;
  {
    const preserved_scope in(context::make("A"));
    s.background(works<clear_on_incomplete>);
    CHECK(name_of(current_context()) == "A");
  }
  reactor.run();
  CHECK(current_context() == nullptr);
}

TEST_CASE(
    "clear-on-incomplete: background work that ends at once in another context is said to be not "
    "maintained") {
  const clear_on_incomplete s;
  seen_warnings warned;
  s.background([](clear_on_incomplete) {
    switch_context(context::make("B"));
    return deferred::succeed();
  });
  CHECK(warned.all == words{"not-maintained"});
  CHECK(name_of(current_context()) == "B");  // nothing else is done about it
  switch_context(nullptr);
}

TEST_CASE(
    "preserve-caller: a converted deferred is another one, which runs each callback in the context "
    "it was made in") {
  const preserve_caller s;
  seen_lines lines;
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
  CHECK(lines.all == words{"first: A", "second: A"});
  CHECK(name_of(current_context()) == "F");
}

TEST_CASE(
    "preserve-caller: cancelling a wrapper cancels what it is chained to, and a request is left "
    "before it is waited for") {
  const preserve_caller s;
  const deferred d = deferred::make();
  const deferred wrapped = s.yieldable(d);
  wrapped.cancel();
  CHECK(d.fired());
  CHECK(wrapped.outcome().error().is_cancellation());
  wrapped.add_errback([] {});
  virtual_reactor reactor;
  const deferred work = s.request(context::make("A"), works<preserve_caller>);
  CHECK(current_context() == nullptr);
  reactor.run();
  CHECK(work.complete());
}

TEST_CASE(
    "snapshot: a coroutine's changes stay inside it, whoever resumes it, and a scope may be held "
    "over any wait") {
  struct holds {
    static coroutine<snapshot> run(snapshot s, deferred d) {
      const auto in = s.enter(context::make("B"));
      co_await std::move(d);
      in.log("held");
    }
  };
  seen_lines lines;
  const deferred d = deferred::make();
  const preserved_scope in(context::make("A"));
  holds::run({}, d);
  CHECK(name_of(current_context()) == "A");
  d.fire();
  CHECK(lines.all == words{"held: B"});
  CHECK(name_of(current_context()) == "A");
}

TEST_CASE(
    "snapshot: a callback added through the scheme runs where it was added, another where it is "
    "fired") {
  const snapshot s;
  seen_lines lines;
  const deferred d = deferred::make();
  {
    const preserved_scope in(context::make("A"));
    s.add_callback(d, [] { log_line("through the scheme"); });
    d.add_callback([] { log_line("behind its back"); });
  }
  const preserved_scope foreign(context::make("F"));
  d.fire();
  CHECK(lines.all == words{"through the scheme: A", "behind its back: F"});
}

TEST_CASE(
    "snapshot: destroying a suspended coroutine runs its destructors in its context and changes "
    "nothing outside") {
  struct parting {
    ~parting() { log_line("parting"); }
  };
  struct holds {
    static coroutine<snapshot> run(snapshot s, deferred d) {
      const auto in = s.enter(context::make("B"));
      const parting last;
      co_await std::move(d);
    }
  };
  seen_lines lines;
  deferred d = deferred::make();
  holds::run({}, d);
  const preserved_scope in(context::make("A"));
  d = deferred();
  CHECK(lines.all == words{"parting: B"});
  CHECK(name_of(current_context()) == "A");
}

}  // namespace
}  // namespace ctxlab
