// The rules of clear-on-incomplete, from the head of its scheme.hpp and from FORMAT.md.
#include "schemes/clear_on_incomplete/scheme.hpp"
#include "schemes/runtime/testing/catch.hpp"
#include "schemes/runtime/testing/test_observers.hpp"

namespace ctxlab {
namespace {

coroutine<clear_on_incomplete> works(clear_on_incomplete s) {
  s.log("begins");
  co_await s.sleep(2);
  s.log("goes on");
}
coroutine<clear_on_incomplete> is_overtaken(clear_on_incomplete s, deferred d) {
  auto wait = s.yieldable(deferred(d));
  d.fire();
  co_await wait;
  s.log("goes on");
}

TEST_CASE(
    "An incomplete yieldable clears the context, and restores it before "
    "callbacks run") {
  const clear_on_incomplete s;
  observed_switches switches;
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
  CHECK(switches.texts == words{"sentinel > A", "A > sentinel", "sentinel > A", "A > sentinel"});
}

TEST_CASE("What was made yieldable and is dropped restores the context all the same, before later callbacks") {
  const clear_on_incomplete s;
  const deferred d = deferred::make();
  const context_ptr a = context::make("A");
  switch_context(context_ptr(a));
  static_cast<void>(s.yieldable(d));
  CHECK(current_context() == nullptr);
  std::string later;
  d.add_callback([&] { later = name_of(current_context()); });
  d.fire();
  CHECK(later == "A");
  CHECK(exchange_context(nullptr) == a);
}

TEST_CASE("A complete yieldable changes nothing") {
  const clear_on_incomplete s;
  observed_switches switches;
  const deferred yielded = s.yieldable(deferred::succeed());
  CHECK(yielded.complete());
  CHECK(switches.texts.empty());
}

TEST_CASE(
    "Background puts the caller's context back, and the sentinel when the "
    "work is done") {
  const clear_on_incomplete s;
  virtual_reactor reactor;
  {
    const preserved_scope in(context::make("A"));
    s.background(works);
    CHECK(name_of(current_context()) == "A");
  }
  reactor.run();
  CHECK(current_context() == nullptr);
}

TEST_CASE(
    "Background work that ends at once in another context is said to be not "
    "maintained") {
  const clear_on_incomplete s;
  observed_warnings warned;
  s.background([](clear_on_incomplete) {
    switch_context(context::make("B"));
    return deferred::succeed();
  });
  CHECK(warned.texts == words{"not-maintained"});
  CHECK(name_of(current_context()) == "B");  // nothing else is done about it
  switch_context(nullptr);
}

TEST_CASE("A wait whose deferred completes before it is awaited goes on in its own context") {
  observed_lines lines;
  const clear_on_incomplete s;
  const deferred all = s.request(context::make("A"), is_overtaken, deferred::make());
  CHECK(lines.texts == words{"goes on: A"});
  CHECK(current_context() == nullptr);
}

// No coroutine, but returns what one does.
coroutine<clear_on_incomplete> refuses(clear_on_incomplete) { throw std::runtime_error("refused"); }

TEST_CASE("A request whose function throws before there is a deferred is failed, and its scope is left") {
  const std::int64_t before = context::alive();
  observed_failures failures;
  {
    const deferred all = clear_on_incomplete().request(context::make("A"), refuses);
    CHECK(current_context() == nullptr);
    REQUIRE(all.complete());
    CHECK(all.outcome().failed());
  }
  CHECK(context::alive() == before);
  CHECK(failures.texts == words{"refused"});
}

}  // namespace
}  // namespace ctxlab
