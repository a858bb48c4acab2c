// The collector: orphaned coroutines die later, when they are looked for, and not at once.
#include <functional>
#include <memory>

#include "schemes/runtime/testing/catch.hpp"
#include "schemes/runtime/testing/plain_scheme.hpp"
#include "schemes/runtime/testing/test_observers.hpp"

namespace ctxlab {
namespace {

using task = coroutine<plain_scheme>;

struct leaves {
  story& to;
  std::string word;
  ~leaves() { to.say(word); }
};

task waits(plain_scheme, story& said, std::string name, deferred d) {
  const leaves guard{said, name};
  co_await std::move(d);
  said.say(name + " went on");
}

TEST_CASE("An orphaned coroutine lives until a collection, which destroys it and leaves its scopes") {
  story said;
  collector collecting;
  waits({}, said, "A", deferred::make());
  CHECK(said.texts.empty());
  CHECK(collecting.collect() == 1);
  CHECK(said.texts == words{"A"});
  CHECK(collecting.collect() == 0);
}

TEST_CASE("Orphans are destroyed in the order in which they were called") {
  story said;
  collector collecting;
  waits({}, said, "A", deferred::make());
  waits({}, said, "C waits for B", waits({}, said, "B", deferred::make()));
  CHECK(collecting.collect() == 3);
  CHECK(said.texts == words{"A", "B", "C waits for B"});
}

TEST_CASE("What is held from outside is kept, and what waits for it") {
  story said;
  collector collecting;
  deferred held = deferred::make();
  waits({}, said, "outer", waits({}, said, "inner", held));
  CHECK(collecting.collect() == 0);
  held.fire();
  CHECK(said.texts == words{"inner went on", "inner", "outer went on", "outer"});
}

TEST_CASE("A coroutine whose own deferred is held is kept, since cancelling that would resume it") {
  story said;
  collector collecting;
  task held = waits({}, said, "A", deferred::make());
  CHECK(collecting.collect() == 0);
  held.cancel();
  CHECK(said.texts == words{"A"});
  held.add_errback([] {});
}

struct own_deferred final : variables {
  deferred mine;
  void trace(tracer& to) const override {
    if (mine) to.owns(mine.state());
  }
};

task holds_itself(plain_scheme, story& said, deferred d, bool shown) {
  const leaves guard{said, shown ? "shown" : "not shown"};
  own_deferred locals;
  locals.mine = d;
  const traced_by seen(locals);
  if (shown) co_await seen;
  co_await std::move(d);
}

TEST_CASE("A cycle through a coroutine's variables does not keep it, if the collector is shown them") {
  story said;
  {
    collector collecting;
    holds_itself({}, said, deferred::make(), true);
    holds_itself({}, said, deferred::make(), false);
    CHECK(collecting.collect() == 1);
    CHECK(said.texts == words{"shown"});
  }
  CHECK(said.texts == words{"shown", "not shown"});  // the collector's end is the end of everything
}

TEST_CASE("Nothing is left alive when the collector has gone") {
  const std::int64_t before = deferred::alive();
  story said;
  {
    collector collecting;
    deferred kept = deferred::make();
    waits({}, said, "A", kept);
    waits({}, said, "B", waits({}, said, "C", deferred::make()));
    CHECK(collector::installed() == &collecting);
  }
  CHECK(collector::installed() == nullptr);
  CHECK(said.texts.size() == 3);
  CHECK(deferred::alive() == before);
}

// Runs a function when it dies.
struct runs {
  std::function<void()> function;
  explicit runs(std::function<void()> f) : function(std::move(f)) {}
  runs(const runs&) = delete;
  ~runs() { function(); }
};

task waits_and_runs(plain_scheme, deferred d, std::function<void()> at_end) {
  const runs guard(std::move(at_end));
  co_await std::move(d);
}

TEST_CASE("A variable that dies with its coroutine may resume another that was to be destroyed, which then ends") {
  const std::int64_t before = deferred::alive();
  for (const bool all : {false, true}) {
    story said;
    {
      collector collecting;
      deferred never = deferred::make(), next = deferred::make();
      deferred_state* const fires = next.state();  // as one that is shown to the collector
      waits_and_runs({}, never, [=] { fires->fire(); });
      waits({}, said, "B", next);
      if (!all) {
        never = next = deferred();
        CHECK(collecting.collect() == 1);
      }
    }
    CHECK(said.texts == words{"B went on", "B"});
  }
  CHECK(deferred::alive() == before);
}

// One that is paused on `on`, and so is watched.
deferred paused(const deferred& on) {
  const deferred it = deferred::succeed();
  it.add_callback([on] { return on; });
  return it;
}

TEST_CASE("What is forgotten before a collection may resume one that waits") {
  story said;
  collector collecting;
  const deferred slot = deferred::make();
  {
    const deferred last = deferred::make();
    const deferred line = paused(last);
    waits({}, said, "A", slot);
    last.fire(result(std::make_shared<runs>([=] { slot.fire(); })));
  }
  CHECK(said.texts.empty());
  collecting.collect();
  CHECK(said.texts == words{"A went on", "A"});
}

TEST_CASE("What is dropped when everything is abandoned may have deferreds watched") {
  const std::int64_t before = deferred::alive();
  {
    collector collecting;
    const deferred on = deferred::make();
    static_cast<void>(paused(on));
    on.add_callback([guard = std::make_shared<runs>([] {
                       for (int i = 0; i != 200; ++i) {
                         const deferred one = deferred::make(), line = paused(one);
                         one.fire();
                       }
                     })] {});
    collecting.abandon();
  }
  CHECK(deferred::alive() == before);
}

TEST_CASE("What is dropped at the collector's end may start a coroutine that suspends, which is destroyed, too") {
  story said;
  const deferred never = deferred::make();
  {
    collector collecting;
    const deferred on = deferred::make();
    static_cast<void>(paused(on));
    on.add_callback([guard = std::make_shared<runs>([&] { waits({}, said, "late", never); })] {});
  }
  CHECK(said.texts == words{"late"});
  never.fire();
}

}  // namespace
}  // namespace ctxlab
