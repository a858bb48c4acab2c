// Long chains: nothing here may recurse as deep as the chain is long.
#include <vector>

#include "schemes/runtime/deferred/gather.hpp"
#include "schemes/runtime/testing/catch.hpp"
#include "schemes/runtime/testing/plain_scheme.hpp"
#include "schemes/runtime/testing/test_observers.hpp"

namespace ctxlab {
namespace {

constexpr int length = 100'000;

// Each is paused on the next; only the last has not fired.
std::vector<deferred> paused_chain() {
  std::vector<deferred> chain;
  for (int i = 0; i != length; ++i) chain.push_back(deferred::make());
  for (int i = 0; i + 1 != length; ++i) chain[i].add_callback([next = chain[i + 1]] { return next; });
  for (int i = 0; i + 1 != length; ++i) chain[i].fire();
  return chain;
}

coroutine<plain_scheme> waits_for(plain_scheme, deferred awaited) { co_await std::move(awaited); }

TEST_CASE("A chain of 100,000 paused deferreds goes on in one go when the last fires") {
  const std::int64_t before = deferred::alive();
  {
    const std::vector<deferred> chain = paused_chain();
    chain.back().fire(result(3));
    CHECK(chain.front().outcome().value<int>() == 3);
  }
  CHECK(deferred::alive() == before);
}

TEST_CASE("A chain of 100,000 waiting coroutines ends in one go") {
  const std::int64_t before = deferred::alive();
  {
    const deferred first = deferred::make();
    deferred last = first;
    for (int i = 0; i != length; ++i) last = waits_for({}, std::move(last));
    CHECK_FALSE(last.complete());
    first.fire();
    CHECK(last.complete());
  }
  CHECK(deferred::alive() == before);
}

TEST_CASE("A failure passes through a chain of 10,000 coroutines") {
  const deferred first = deferred::make();
  deferred last = first;
  for (int i = 0; i != 10'000; ++i) last = waits_for({}, std::move(last));
  first.fail(failure("deep"));
  REQUIRE(last.complete());
  CHECK(last.outcome().error().reason() == "deep");
  last.add_errback([] {});
}

TEST_CASE(
    "A chain of 100,000 waiting coroutines dies in one go with the last reference to what it waits "
    "for") {
  const std::int64_t before = deferred::alive();
  deferred first = deferred::make();
  deferred last = first;
  for (int i = 0; i != length; ++i) last = waits_for({}, std::move(last));
  first = deferred();
  CHECK(deferred::alive() == before + 1);  // the handle that is left, which nobody will fire
  last = deferred();
  CHECK(deferred::alive() == before);
}

TEST_CASE("A chain of 10,000 gathers ends in one go") {
  const deferred first = deferred::make();
  deferred last = first;
  for (int i = 0; i != 10'000; ++i) last = gather({last});
  first.fire();
  CHECK(last.complete());
}

}  // namespace
}  // namespace ctxlab
