#include <algorithm>
#include <memory>
#include <vector>

#include "schemes/runtime/reactor/reactor.hpp"
#include "schemes/runtime/testing/catch.hpp"
#include "schemes/runtime/testing/test_observers.hpp"

namespace ctxlab {
namespace {

TEST_CASE("Calls are made in order of time and, at the same time, in the order they were added") {
  virtual_reactor reactor;
  story said;
  for (const ticks due : {5, 1, 3, 5, 1, 0, 3, 9, 2})
    reactor.call_later(due, [&, due] { said.say(std::to_string(due) + " at " + std::to_string(reactor.now())); });
  reactor.call_later(3, [&] { said.say("third at 3"); });
  reactor.run();
  CHECK(said.texts ==
        words{"0 at 0", "1 at 1", "1 at 1", "2 at 2", "3 at 3", "3 at 3", "third at 3", "5 at 5", "5 at 5", "9 at 9"});
}

TEST_CASE("Many calls, added in any order and while turns are made, come in order, and the cancelled ones not at all") {
  virtual_reactor reactor;
  std::vector<std::pair<ticks, int>> made, expected;
  std::size_t turns = 0;
  int added = 0;
  const auto add = [&](ticks delay) {
    const std::pair<ticks, int> mine{reactor.now() + delay, added++};
    expected.push_back(mine);
    reactor.call_later(delay, [&, mine] { made.push_back(mine); });
  };
  for (int i = 0; i != 1000; ++i) {
    add(i * 7919 % 101);
    if (i % 3 == 0) reactor.sleep(i * 31 % 89).add_errback([] {}).cancel();
    if (i % 5 == 0) turns += reactor.run_one();
  }
  while (reactor.run_one()) ++turns;
  std::sort(expected.begin(), expected.end());
  CHECK(made == expected);
  CHECK(turns == expected.size());
}

TEST_CASE("A call added by a turn comes after those that are due at the same time") {
  virtual_reactor reactor;
  story said;
  reactor.call_later(1, [&] {
    said.say("first");
    reactor.call_later(0, [&] { said.say("added"); });
    reactor.post([&] { said.say("posted"); });
  });
  reactor.call_later(1, [&] { said.say("second"); });
  reactor.run();
  CHECK(said.texts == words{"first", "second", "added", "posted"});
}

TEST_CASE("A cancelled sleep is forgotten at once, wherever it stands in the list, and with it what waited for it") {
  const std::int64_t before = deferred::alive();
  virtual_reactor reactor;
  std::vector<deferred> sleeps;
  for (int i = 0; i != 200; ++i) sleeps.push_back(reactor.sleep(i * 7919 % 101).add_errback([] {}));
  CHECK(reactor.run_one());
  for (std::size_t left = sleeps.size(); left; --left) {
    const std::size_t i = left * 31 % sleeps.size();
    std::swap(sleeps[i], sleeps.back());
    sleeps.back().cancel();
    sleeps.pop_back();
    CHECK(deferred::alive() == before + static_cast<std::int64_t>(sleeps.size()));
  }
  CHECK_FALSE(reactor.run_one());
}

TEST_CASE("A sleep whose reactor has forgotten it can still be cancelled") {
  deferred late;
  {
    virtual_reactor reactor;
    late = reactor.sleep(3);
    reactor.clear();
    late.cancel();
  }
  CHECK(late.outcome().error().is_cancellation());
  late.add_errback([] {});
}

struct seen_turns final : turn_observer {
  words texts;
  void turn_starts(ticks at) override { texts.push_back("starts " + std::to_string(at)); }
  void turn_ended(ticks at) override { texts.push_back("ended " + std::to_string(at)); }
};

TEST_CASE("Every turn is seen to start and to end, and a cancelled sleep makes none") {
  virtual_reactor reactor;
  seen_turns turns;
  reactor.observe_turns(&turns);
  const deferred early = reactor.sleep(1), late = reactor.sleep(4), out_of_order = reactor.sleep(2);
  out_of_order.cancel();
  late.cancel();
  reactor.run();
  CHECK(turns.texts == words{"starts 1", "ended 1"});
  CHECK(early.complete());
  CHECK(late.outcome().error().is_cancellation());
  for (const deferred& each : {late, out_of_order}) each.add_errback([] {});
}

TEST_CASE("A turn that throws is reported, seen to end, and the next turn runs") {
  observed_failures failures;
  seen_turns turns;
  virtual_reactor reactor;
  reactor.observe_turns(&turns);
  reactor.call_later(1, [] { throw std::runtime_error("a bad turn"); });
  reactor.call_later(2, [] {});
  reactor.run();
  CHECK(failures.texts == words{"a bad turn"});
  CHECK(turns.texts == words{"starts 1", "ended 1", "starts 2", "ended 2"});
}

TEST_CASE("The context that a turn leaves is the one in which the next turn starts") {
  virtual_reactor reactor;
  observed_lines lines;
  reactor.call_later(1, [] { switch_context(context::make("left behind")); });
  reactor.call_later(2, [] { log_line("next"); });
  reactor.run();
  CHECK(lines.texts == words{"next: left behind"});
  switch_context(nullptr);
}

TEST_CASE("One turn at a time, and none when nothing is left") {
  virtual_reactor reactor;
  int turns = 0;
  for (int i = 0; i != 2; ++i) reactor.call_later(i, [&] { ++turns; });
  CHECK(reactor.run_one());
  CHECK(turns == 1);
  CHECK(reactor.run_one());
  CHECK_FALSE(reactor.run_one());
  CHECK(turns == 2);
}

TEST_CASE("What a reactor still has on its list when it is cleared or dies is dropped unrun") {
  const std::int64_t before = deferred::alive();
  const auto held = std::make_shared<int>();
  {
    virtual_reactor reactor;
    reactor.call_later(1, [held] {});
    reactor.clear();
    CHECK(held.use_count() == 1);
    reactor.call_later(5, [held] {});
    reactor.call_later(1, [held] {});
    reactor.sleep(3);
  }
  CHECK(held.use_count() == 1);
  CHECK(deferred::alive() == before);
}

TEST_CASE("The newest reactor of a thread is the current one, and the one before it afterwards") {
  virtual_reactor outer;
  {
    virtual_reactor inner;
    CHECK(&reactor::current() == &inner);
  }
  CHECK(&reactor::current() == &outer);
}

}  // namespace
}  // namespace ctxlab
