// Coroutines over deferreds, after Twisted's inlineCallbacks.
#include <functional>
#include <memory>

#include "schemes/runtime/testing/catch.hpp"
#include "schemes/runtime/testing/plain_scheme.hpp"
#include "schemes/runtime/testing/test_observers.hpp"

namespace ctxlab {
namespace {

using task = coroutine<plain_scheme>;
using asked = coroutine<plain_scheme, result>;

// Says when it is left.
struct leaves {
  story& to;
  std::string word;
  ~leaves() { to.say(word); }
};

task waits(plain_scheme, story& said, deferred d) {
  const leaves guard{said, "left"};
  said.say("started");
  const result got = co_await std::move(d);
  said.say(got.empty() ? "got nothing" : "got " + std::to_string(got.value<int>()));
}
task throws(plain_scheme) {
  throw std::out_of_range("thrown");
  co_return;
}
asked returns(plain_scheme, int value) { co_return result(value); }
asked returns_failure(plain_scheme) { co_return result(failure("returned")); }
coroutine<plain_scheme, std::string> returns_text(plain_scheme) { co_return "text"; }

TEST_CASE("A coroutine runs at once, up to its first wait, and completes when it ends") {
  story said;
  const deferred d = deferred::make();
  const task t = waits({}, said, d);
  CHECK(said.texts == words{"started"});
  CHECK_FALSE(t.fired());
  d.fire(result(4));
  CHECK(said.texts == words{"started", "got 4", "left"});
  CHECK(t.complete());
  CHECK(d.outcome().empty());  // what is waited for is left with an empty result
}

TEST_CASE("A wait for a complete deferred goes on without suspending") {
  story said;
  CHECK(waits({}, said, deferred::succeed(result(1))).complete());
  CHECK(said.texts == words{"started", "got 1", "left"});
}

TEST_CASE("What a coroutine throws or returns is its deferred's result") {
  const task thrown = throws({});
  CHECK_THROWS_AS(thrown.outcome().value<int>(), std::out_of_range);
  CHECK(returns({}, 5).outcome().value<int>() == 5);
  CHECK(returns_text({}).outcome().value<std::string>() == "text");
  const asked failed = returns_failure({});
  CHECK(failed.outcome().error().reason() == "returned");
  thrown.add_errback([] {});
  failed.add_errback([] {});
}

task catches(plain_scheme, story& said, deferred d) {
  try {
    co_await std::move(d);
  } catch (const std::exception& e) {
    said.say(std::string("caught ") + e.what());
  }
  outcome_of outcome(deferred::fail_with(failure("as a value")));
  const result got = co_await outcome;
  said.say(got.error().reason());
}

TEST_CASE("A failure is raised where it was waited for, and outcome_of gives it as a value") {
  story said;
  const deferred d = deferred::make();
  const task t = catches({}, said, d);
  d.fail(failure("late"));
  CHECK(catches({}, said, deferred::fail_with(failure("early"))).complete());
  CHECK(said.texts == words{"caught late", "as a value", "caught early", "as a value"});
}

TEST_CASE("A failure that a coroutine does not catch fails it, and is nobody else's") {
  observed_failures seen;
  story said;
  const deferred d = deferred::make();
  {
    const task t = waits({}, said, d);
    d.fail(failure("x"));
    CHECK(t.outcome().error().reason() == "x");
  }
  CHECK(seen.texts == words{"x"});
}

TEST_CASE(
    "Cancelling the deferred of a suspended coroutine cancels what it waits for, and what becomes "
    "of it counts") {
  story said;
  const deferred d = deferred::make();
  const task mended = catches({}, said, d);
  mended.add_both(said.hear("end"));
  mended.cancel();
  CHECK(said.texts == words{"caught cancelled", "as a value", "end ok"});
  const deferred other = deferred::make();
  const task t = waits({}, said, other);
  t.cancel();
  CHECK(t.outcome().error().is_cancellation());
  CHECK(other.fired());
  t.add_errback([] {});
}

// On Twisted the canceller's callback takes the place of those that were there, and they wait for
// what becomes of it.
TEST_CASE("A cancelled coroutine that goes on keeps its callbacks waiting, and may be cancelled again") {
  story said;
  const deferred first = deferred::make(), second = deferred::make();
  struct stubborn {
    static task run(plain_scheme, story& to, deferred a, deferred b) {
      try {
        co_await std::move(a);
      } catch (const cancelled_error&) {
        to.say("goes on");
      }
      co_await std::move(b);
    }
  };
  const task t = stubborn::run({}, said, first, second);
  t.add_both(said.hear("end"));
  t.cancel();
  CHECK(said.texts == words{"goes on"});
  CHECK(t.fired());
  CHECK_FALSE(t.complete());
  t.cancel();
  CHECK(said.texts == words{"goes on", "end cancelled"});
  t.add_errback([] {});
}

TEST_CASE(
    "Cancelling a running coroutine pauses its deferred until it ends, and does nothing to what it "
    "waited for") {
  story said;
  const deferred d = deferred::make();
  deferred self;
  struct runs {
    static task run(plain_scheme, story& to, deferred a, const deferred& mine) {
      co_await std::move(a);
      mine.cancel();
      to.say(mine.complete() ? "complete" : "paused");
    }
  };
  self = runs::run({}, said, d, self);
  self.add_both(said.hear("end"));
  d.fire();
  CHECK(said.texts == words{"paused", "end ok"});
}

TEST_CASE(
    "A suspended coroutine is destroyed at once when the last reference to what it waits for "
    "goes") {
  story said;
  const std::int64_t before = deferred::alive();
  {
    deferred d = deferred::make();
    const task t = waits({}, said, d);
    d = deferred();
    CHECK(said.texts == words{"started", "left"});
    CHECK_FALSE(t.fired());
  }
  CHECK(deferred::alive() == before);
}

TEST_CASE("A coroutine whose deferred nobody holds goes on all the same") {
  story said;
  const std::int64_t before = deferred::alive();
  {
    const deferred d = deferred::make();
    waits({}, said, d);
    d.fire();
  }
  CHECK(said.texts == words{"started", "got nothing", "left"});
  CHECK(deferred::alive() == before);
}

// The wait destroys nothing twice where the temporary has a name of its own: see the head of
// coroutine.hpp.
template <class Work>
deferred call(Work work) {
  return work();
}

task hands_over(plain_scheme, std::shared_ptr<int> token, deferred d) {
  auto work = [token, d] { return d; };
  co_await call(std::move(work));
}

// Fires a deferred as it dies.
struct permit {
  deferred next;
  explicit permit(deferred d) : next(std::move(d)) {}
  permit(permit&&) = default;
  permit(const permit&) = delete;
  ~permit() {
    if (next) next.fire();
  }
};
task holds(plain_scheme, deferred d, permit) { co_await std::move(d); }
task outcome(plain_scheme, deferred d) { co_await outcome_of(std::move(d)); }
task notes(plain_scheme, story& said, std::string word, deferred d) {
  co_await std::move(d);
  said.say(word);
}

TEST_CASE("A coroutine whose dying argument resumes others ends all the same, and after them") {
  story said;
  deferred next = deferred::make();
  const task others = notes({}, said, "the next", notes({}, said, "its turn", next));
  SECTION("fired") {
    const deferred d = deferred::make();
    permit mine(std::move(next));
    const task one = notes({}, said, "the first", holds({}, d, std::move(mine)));
    d.fire();
    CHECK(one.complete());
  }
  SECTION("cancelled") {
    const deferred d = deferred::make();
    permit mine(std::move(next));
    const task one = notes({}, said, "the first", outcome({}, holds({}, d, std::move(mine))));
    one.cancel();
    CHECK(one.complete());
  }
  CHECK(said.texts == words{"its turn", "the next", "the first"});
  CHECK(others.complete());
}

TEST_CASE("What is named first and moved into a wait is destroyed once") {
  const auto token = std::make_shared<int>(0);
  {
    const deferred d = deferred::make();
    const task t = hands_over({}, token, d);
    CHECK(token.use_count() == 3);
    d.fire();
    CHECK(token.use_count() == 1);
  }
  CHECK(token.use_count() == 1);
}

// Runs a function when it dies.
struct runs {
  std::function<void()> function;
  explicit runs(std::function<void()> f) : function(std::move(f)) {}
  runs(const runs&) = delete;
  ~runs() { function(); }
};

coroutine<plain_scheme, std::string> runs_behind(plain_scheme, deferred d, std::function<void()> at_end) {
  const runs guard(std::move(at_end));
  co_await std::move(d);
  co_return "returned, and too long to be held inside";
}

TEST_CASE("Cancelled by a variable that dies when it has returned, it has returned all the same") {
  const deferred d = deferred::make();
  deferred own;
  own = runs_behind({}, d, [&] { own.cancel(); });
  d.fire();
  REQUIRE(own.complete());
  CHECK(own.outcome().value<std::string>() == "returned, and too long to be held inside");
}

TEST_CASE("A coroutine that is orphaned by a variable that dies may be cancelled by it, too") {
  story said;
  const std::int64_t before = deferred::alive();
  {
    deferred first = deferred::make(), second = deferred::make(), third = deferred::make();
    const deferred one = waits({}, said, second), other = waits({}, said, third);
    const deferred last = runs_behind({}, first, [&] {
      second = third = deferred();
      said.say("cancels");
      one.cancel();
      other.cancel();
    });
    first = deferred();
    for (const deferred& each : {one, other}) {
      REQUIRE(each.complete());
      CHECK(each.outcome().error().is_cancellation());
      each.add_errback([] {});
    }
  }
  CHECK(said.texts == words{"started", "started", "cancels", "left", "left"});
  CHECK(deferred::alive() == before);
}

coroutine<plain_scheme> waits_for(plain_scheme, deferred d) { co_await d; }

TEST_CASE("A coroutine that ends when another has fired its deferred says so, and the deferred keeps its result") {
  observed_failures seen;
  const deferred slot = deferred::make();
  const deferred of = waits_for(plain_scheme(), slot);
  of.fire(result(7));
  CHECK(of.outcome().value<int>() == 7);
  slot.fire();
  CHECK(of.outcome().value<int>() == 7);
  CHECK(seen.texts == words{"this deferred has fired already"});
}

}  // namespace
}  // namespace ctxlab
