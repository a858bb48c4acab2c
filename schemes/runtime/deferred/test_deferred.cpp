// The Deferred, rule by rule. The rules are Twisted's (twisted/internet/defer.py,
// Deferred._runCallbacks and cancel); differential/ compares whole programs with it.
#include <memory>

#include "schemes/runtime/testing/catch.hpp"
#include "schemes/runtime/testing/test_observers.hpp"

namespace ctxlab {
namespace {

TEST_CASE("Callbacks run in the order added, each fed with what the one before returned") {
  story said;
  const deferred d = deferred::make();
  d.add_callback([&](const result& fed) { return said.say("first"), fed.value<int>() + 1; });
  d.add_callback([&](const result& fed) { return said.say("second"), std::to_string(fed.value<int>()); });
  d.add_callback([&](const result& fed) { said.say(fed.value<std::string>()); });
  CHECK_FALSE(d.fired());
  d.fire(result(1));
  CHECK(said.texts == words{"first", "second", "2"});
  CHECK(d.complete());
  CHECK(d.outcome().empty());  // the last returned nothing
}

TEST_CASE("A callback added to a complete deferred runs at once") {
  story said;
  const deferred d = deferred::succeed();
  d.add_callback(said.hear("late"));
  CHECK(said.texts == words{"late ok"});
}

TEST_CASE("A callback that throws, or returns a failure, makes the next errback run, which may mend it") {
  story said;
  const deferred thrown = deferred::succeed(), returned = deferred::succeed();
  thrown.add_callback([]() -> result { throw std::runtime_error("thrown"); });
  returned.add_callback([] { return result(failure("returned")); });
  for (const deferred& d : {thrown, returned}) {
    d.add_callback(said.hear("passed over"));
    d.add_errback([&](const result& fed) { said.say(fed.error().reason()); });
    d.add_errback(said.hear("passed over too"));
    d.add_callback(said.hear("mended"));
  }
  CHECK(said.texts == words{"thrown", "mended ok", "returned", "mended ok"});
}

TEST_CASE("Both runs whatever the result, and what is added for finally sees none and leaves it as it is") {
  story said;
  const deferred d = deferred::fail_with(failure("x"));
  d.add_both(said.hear("both")).add_finally([&] { said.say("finally"); }).add_errback(said.hear("after"));
  CHECK(said.texts == words{"both x", "finally", "after x"});
  d.add_errback([] {});
}

TEST_CASE("A returned deferred pauses the line until it has a result, and gives that result up") {
  story said;
  const deferred outer = deferred::make(), inner = deferred::make();
  outer.add_callback([&] { return inner; });
  outer.add_callback([&](const result& fed) { said.say(std::to_string(fed.value<int>())); });
  outer.fire();
  CHECK(outer.fired());
  CHECK_FALSE(outer.complete());
  inner.fire(result(7));
  CHECK(said.texts == words{"7"});
  CHECK(outer.complete());
  CHECK(inner.complete());
  CHECK(inner.outcome().empty());
}

TEST_CASE(
    "The result of a complete deferred that is returned is taken at once, and the second taker finds "
    "nothing") {
  const deferred inner = deferred::succeed(result(7));
  const deferred first = deferred::succeed(), second = deferred::succeed();
  first.add_callback([&] { return inner; });
  second.add_callback([&] { return inner; });
  CHECK(first.outcome().value<int>() == 7);
  CHECK(second.outcome().empty());
}

TEST_CASE("A deferred that runs a callback gives one that is returned it what the callback was fed") {
  // Twisted keeps Deferred.result until the callback has returned.
  for (const bool fed : {false, true}) {
    const deferred d = deferred::make(), thief = deferred::make();
    thief.add_callback([&] { return d; });
    if (fed)
      d.add_both([&](const result&) { thief.fire(); });
    else
      d.add_both([&] { thief.fire(); });
    d.fail(failure("fed"));
    CHECK(thief.complete());
    CHECK(thief.outcome().failed());
    CHECK(d.outcome().empty());
    thief.add_errback([] {});
  }
  const deferred d = deferred::make(), thief = deferred::make();
  thief.add_callback([&] { return d; });
  d.add_both([&](const result& fed) {
    CHECK(d.outcome().value<std::string>() == fed.value<std::string>());
    thief.fire();
  });
  d.fire(result(std::string("a value in a block of its own")));
  CHECK(thief.outcome().value<std::string>() == "a value in a block of its own");
}

TEST_CASE("A failure of what a line waits for goes on in the line") {
  story said;
  const deferred outer = deferred::succeed(), inner = deferred::make();
  outer.add_callback([&] { return inner; }).add_callback(said.hear("no")).add_both(said.hear("got"));
  inner.fail(failure("x"));
  CHECK(said.texts == words{"got x"});
  outer.add_errback([] {});
}

TEST_CASE("Callbacks of what is waited for run around the waiting line in the order they were added") {
  // The continuation is one callback of the inner deferred; those behind it run when the outer line
  // has run.
  story said;
  const deferred outer = deferred::succeed(), inner = deferred::make();
  inner.add_both(said.hear("inner before"));
  outer.add_callback([&] { return inner; }).add_both(said.hear("outer"));
  inner.add_both(said.hear("inner after"));
  inner.fire();
  CHECK(said.texts == words{"inner before ok", "outer ok", "inner after ok"});
}

TEST_CASE("A deferred fires once: the second time throws already_fired and changes nothing") {
  const deferred d = deferred::make();
  d.fire(result(1));
  CHECK_THROWS_AS(d.fire(), already_fired);
  CHECK_THROWS_AS(d.fail(failure("x")), already_fired);
  CHECK(d.outcome().value<int>() == 1);
}

TEST_CASE("Fired by a handle that is moved from, it does the same and needs no other handle") {
  std::vector<int> seen;
  const std::int64_t before = deferred::alive();
  deferred alone = deferred::make();
  deferred inner = deferred::make();
  alone.add_callback([&](const result& fed) { seen.push_back(fed.value<int>()); });
  alone.add_callback([&] {
    seen.push_back(static_cast<bool>(alone));
    return inner;
  });
  alone.add_callback([&](const result& fed) { seen.push_back(fed.value<int>()); });
  std::move(alone).fire(result(3));
  CHECK(seen == std::vector{3, 0});
  std::move(inner).fire(result(4));
  CHECK(seen == std::vector{3, 0, 4});

  deferred shared = deferred::make();
  const deferred other = shared;
  std::move(shared).fail(failure("no"));
  CHECK_FALSE(shared);
  CHECK(other.outcome().error().reason() == "no");
  deferred late = other;
  CHECK_THROWS_AS(std::move(late).fire(), already_fired);
  CHECK_FALSE(late);
  other.add_errback([] {});
  deferred without_callbacks = deferred::make();
  std::move(without_callbacks).fire();
  CHECK(deferred::alive() == before + 1);
}

TEST_CASE("Cancelled without a source, it fails at once and ignores one late result, but not two") {
  story said;
  const deferred d = deferred::make();
  d.add_both(said.hear("end"));
  d.cancel();
  CHECK(said.texts == words{"end cancelled"});
  d.cancel();  // it has fired: nothing
  CHECK_NOTHROW(d.fire());
  CHECK_THROWS_AS(d.fire(), already_fired);
  d.add_errback([](const result& fed) { CHECK_THROWS_AS(fed.value<int>(), cancelled_error); });
}

// Counts how often it is asked to cancel, and fires by itself if it is told to.
struct counting_source : source {
  int asked = 0;
  bool fires = false;

  counting_source() : source{&ops_of_type} {}
  static void cancel(source* self, deferred_state& of) {
    auto* const me = static_cast<counting_source*>(self);
    ++me->asked;
    if (me->fires) of.fire(result(5));
  }
  static void trace(const source*, const deferred_state&, tracer&) {}
  static constexpr source_ops ops_of_type{&cancel, nullptr, &trace, nullptr, false};
};

TEST_CASE(
    "Cancelling asks the source, which may fire: otherwise it fails, and then ignores no late "
    "result") {
  counting_source fires, does_not;
  fires.fires = true;
  const deferred first = deferred::make(), second = deferred::make();
  first.state()->set_source(&fires);
  second.state()->set_source(&does_not);
  first.cancel();
  second.cancel();
  CHECK(fires.asked + does_not.asked == 2);
  CHECK(first.outcome().value<int>() == 5);
  CHECK(second.outcome().error().is_cancellation());
  CHECK_THROWS_AS(second.fire(), already_fired);
  second.cancel();
  CHECK(does_not.asked == 1);
  second.add_errback([] {});
}

TEST_CASE("Cancelling a paused line reaches through to what it waits for, however far") {
  story said;
  counting_source last;
  const deferred a = deferred::succeed(), b = deferred::succeed(), c = deferred::make();
  c.state()->set_source(&last);
  b.add_callback([&] { return c; });
  a.add_callback([&] { return b; }).add_both(said.hear("a"));
  a.cancel();
  CHECK(last.asked == 1);
  CHECK(said.texts == words{"a cancelled"});
  CHECK(c.outcome().empty());
  a.add_errback([] {});
}

TEST_CASE("A callback added while the line runs waits for its turn") {
  story said;
  const deferred d = deferred::make();
  d.add_callback([&] {
    d.add_callback([&] { said.say("third"); });
    said.say("first");
  });
  d.add_callback([&] { said.say("second"); });
  d.fire();
  CHECK(said.texts == words{"first", "second", "third"});
}

TEST_CASE("Firing another deferred from a callback runs that one's line within") {
  story said;
  const deferred a = deferred::make(), b = deferred::make();
  b.add_callback([&] { said.say("b"); });
  a.add_callback([&] {
    said.say("before");
    b.fire();
    said.say("behind");
  });
  a.fire();
  CHECK(said.texts == words{"before", "b", "behind"});
}

TEST_CASE("A failure that nobody handled is reported once, when its deferred dies") {
  observed_failures seen;
  {
    const deferred d = deferred::fail_with(failure("nobody looked"));
    const deferred copy = d;
    d.add_callback([] {});
    CHECK(seen.texts.empty());
  }
  CHECK(seen.texts == words{"nobody looked"});
  {
    deferred::fail_with(failure("handled")).add_errback([] {});
  }
  CHECK(seen.texts.size() == 1);
  {
    const deferred outer = deferred::succeed();
    outer.add_callback([] { return deferred::fail_with(failure("handed on")); });
  }
  CHECK(seen.texts == words{"nobody looked", "handed on"});  // the outer one's alone
}

TEST_CASE("Deferreds and the functions they hold die with the last handle, run or not") {
  const std::int64_t before = deferred::alive();
  const auto held = std::make_shared<int>(1);
  {
    const deferred unfired = deferred::make(), fired = deferred::make();
    for (const deferred& d : {unfired, fired})
      for (int i = 0; i != 3; ++i) d.add_callback([held] {}).add_errback([held] {});
    CHECK(held.use_count() == 13);
    fired.fire();
    CHECK(held.use_count() == 7);
    CHECK(deferred::alive() == before + 2);
  }
  CHECK(held.use_count() == 1);
  CHECK(deferred::alive() == before);
}

TEST_CASE("A function too large for the slot behind the deferred is kept all the same") {
  struct large {
    char bytes[200] = {};
  } it;
  it.bytes[199] = 'x';
  char got = 0;
  const deferred d = deferred::make();
  d.add_callback([it, &got] { got = it.bytes[199]; });
  d.add_callback([&got] { got = static_cast<char>(got + 1); });
  d.fire();
  CHECK(got == 'y');
}

TEST_CASE("A line keeps its deferred alive while it runs") {
  story said;
  auto d = std::make_unique<deferred>(deferred::make());
  d->add_callback([&] { d.reset(); });
  d->add_callback([&] { said.say("still here"); });
  const deferred_state* const state = d->state();
  const_cast<deferred_state*>(state)->fire();
  CHECK(said.texts == words{"still here"});
}

}  // namespace
}  // namespace ctxlab
