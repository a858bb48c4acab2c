// gather, after Twisted's gatherResults(consumeErrors=True).
#include <functional>
#include <memory>
#include <vector>

#include "schemes/runtime/deferred/gather.hpp"
#include "schemes/runtime/testing/catch.hpp"
#include "schemes/runtime/testing/plain_scheme.hpp"
#include "schemes/runtime/testing/test_observers.hpp"

namespace ctxlab {
namespace {

std::vector<deferred> some(int count) {
  std::vector<deferred> members;
  for (int i = 0; i != count; ++i) members.push_back(deferred::make());
  return members;
}

TEST_CASE("A gather completes when all its members have, in any order, and their values stay with them") {
  const std::vector<deferred> members = some(3);
  const deferred all = gather(members);
  members[2].fire(result(2));
  members[0].fire();
  CHECK_FALSE(all.fired());
  members[1].fire();
  CHECK(all.complete());
  CHECK(all.outcome().empty());
  CHECK(members[2].outcome().value<int>() == 2);
}

// Found in a service: under load 2 to 30 % of its requests read nothing.
TEST_CASE("Whoever goes on when a gather completes finds the value of each member, the last one's too") {
  const std::vector<deferred> members = some(2);
  std::vector<std::string> seen;
  const auto look = [&] {
    for (const deferred& each : members) seen.push_back(each.outcome().value<std::string>());
  };
  gather(members).add_callback(look);
  members[0].fire(result(std::string("the first, which is too long to be held inside")));
  members[1].fire(result(std::string("the last, which is too long to be held inside")));
  look();
  CHECK(seen.size() == 4);
  CHECK(seen[1] == "the last, which is too long to be held inside");
}

TEST_CASE("A coroutine that a gather resumes may wait for the members, and gets their values") {
  const std::vector<deferred> members = some(2);
  words seen;
  const auto reads = [](plain_scheme, std::vector<deferred> of, words& into) -> coroutine<plain_scheme> {
    co_await gather(of);
    for (const deferred& each : of) into.push_back((co_await each).value<std::string>());
  };
  const deferred done = reads({}, members, seen);
  members[1].fire(result(std::string("b, which is too long to be held inside")));
  members[0].fire(result(std::string("a, which is too long to be held inside")));
  CHECK(done.complete());
  CHECK(seen == words{"a, which is too long to be held inside", "b, which is too long to be held inside"});
}

TEST_CASE("A gather of nothing, or of complete members, is complete") {
  CHECK(gather({}).complete());
  CHECK(gather({deferred::succeed(), deferred::succeed()}).complete());
}

// As on Twisted: a gather that has fired is not cancelled, whatever its chain waits for.
TEST_CASE("Cancelling a gather of nothing does nothing, though a callback of it waits") {
  const deferred inner = deferred::make(), all = gather({});
  all.add_callback([&] { return inner; });
  all.cancel();
  CHECK_FALSE(inner.fired());
  CHECK_FALSE(all.complete());
  inner.fire();
  CHECK(all.complete());
}

TEST_CASE("A gather fails with the first failure of a member, at once, and consumes them all") {
  observed_failures seen;
  story said;
  {
    const std::vector<deferred> members = some(3);
    const deferred all = gather(members);
    all.add_errback(said.hear("failed"));
    all.add_errback([] {});
    members[1].fail(failure("first"));
    CHECK(said.texts == words{"failed first"});
    members[0].fail(failure("second"));
    members[2].fire();
    CHECK(members[0].outcome().empty());
    CHECK(members[1].outcome().empty());
  }
  CHECK(said.texts.size() == 1);
  CHECK(seen.texts.empty());
}

TEST_CASE("Cancelling a gather cancels its members, and fails it by the first of them") {
  const std::vector<deferred> members = some(2);
  const deferred all = gather(members);
  all.cancel();
  CHECK(members[0].fired());
  CHECK(members[1].fired());
  CHECK(all.outcome().error().is_cancellation());
  all.add_errback([] {});
}

TEST_CASE("Cancelling a gather that has fired does nothing") {
  const std::vector<deferred> members = some(2);
  const deferred all = gather(members);
  members[0].fail(failure("x"));
  all.cancel();
  CHECK_FALSE(members[1].fired());
  all.add_errback([] {});
}

TEST_CASE("A gather of gathers, and of one member twice, counts each") {
  const std::vector<deferred> members = some(2);
  const deferred all = gather({gather({members[0], members[1]}), members[0], members[0]});
  members[0].fire();
  CHECK_FALSE(all.fired());
  members[1].fire();
  CHECK(all.complete());
}

TEST_CASE("A gather whose member dies unfired never fires, and cancelling it reaches those that live") {
  const std::int64_t before = deferred::alive();
  {
    std::vector<deferred> members = some(2);
    const deferred all = gather(members);
    members[0] = deferred();
    CHECK_FALSE(all.fired());
    all.cancel();
    CHECK(members[1].fired());
    CHECK(all.fired());
    all.add_errback([] {});
  }
  CHECK(deferred::alive() == before);
}

TEST_CASE("A gather that nobody holds is gone when its members are") {
  const std::int64_t before = deferred::alive();
  {
    const std::vector<deferred> members = some(3);
    gather(members);
    CHECK(deferred::alive() == before + 4);
    members[0].fire();
  }
  CHECK(deferred::alive() == before);
}

coroutine<plain_scheme> says(plain_scheme, story& said, std::string word, deferred d) {
  co_await std::move(d);
  said.say(word);
}

// Runs a function when it dies.
struct runs {
  std::function<void()> function;
  explicit runs(std::function<void()> f) : function(std::move(f)) {}
  runs(const runs&) = delete;
  ~runs() { function(); }
};

TEST_CASE("A value that dies with a gather may end a coroutine, as the one that waited for the gather has ended") {
  story said;
  const std::int64_t before = deferred::alive();
  {
    deferred with_value = deferred::make(), without = deferred::make(), other = deferred::make();
    says({}, said, "waiter's waiter", says({}, said, "waiter", gather({with_value, without})));
    says({}, said, "other's waiter", says({}, said, "other", other));
    std::move(with_value).fire(result(std::make_shared<runs>([&] { std::move(other).fire(); })));
    std::move(without).fire();
  }
  CHECK(said.texts == words{"waiter", "other", "other's waiter", "waiter's waiter"});
  CHECK(deferred::alive() == before);
}

}  // namespace
}  // namespace ctxlab
