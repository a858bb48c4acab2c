// add_timeout, as Twisted's addTimeout.
#include "schemes/runtime/reactor/reactor.hpp"
#include "schemes/runtime/testing/catch.hpp"

namespace ctxlab {
namespace {

// How a deferred ends, once it has.
struct outcome {
  explicit outcome(const deferred& target) {
    target.add_callback([this](const result&) { text = "came"; });
    target.add_errback([this](const result& given) {
      text = given.error().reason() + (given.error().is_cancellation() ? ", a cancellation" : "");
    });
  }
  std::string text = "nothing yet";
};

TEST_CASE("What is late is cancelled, and fails as what has timed out, which is no cancellation") {
  virtual_reactor reactor;
  const deferred slow = reactor.sleep(5);
  reactor.add_timeout(slow, 2);
  const outcome seen(slow);
  CHECK(reactor.run_one());
  CHECK(reactor.now() == 2);
  CHECK(seen.text == "timed out");
  CHECK_FALSE(reactor.run_one());
}

TEST_CASE("What comes in time is let through, and no turn is made for it later") {
  virtual_reactor reactor;
  const deferred quick = reactor.sleep(1);
  reactor.add_timeout(quick, 2);
  const outcome seen(quick);
  CHECK(reactor.run_one());
  CHECK(seen.text == "came");
  CHECK_FALSE(reactor.run_one());
}

TEST_CASE("What somebody else cancels or fails in time has not timed out") {
  virtual_reactor reactor;
  const deferred cancelled = reactor.sleep(5), failed = deferred::make();
  reactor.add_timeout(cancelled, 2);
  reactor.add_timeout(failed, 2);
  const outcome seen(cancelled), other(failed);
  cancelled.cancel();
  failed.fail(failure("broken"));
  CHECK(seen.text == "cancelled, a cancellation");
  CHECK(other.text == "broken");
  CHECK_FALSE(reactor.run_one());
}

TEST_CASE("A timeout of what nobody holds any more keeps it until then, and a reactor that dies lets it go") {
  const std::int64_t before = deferred::alive();
  {
    virtual_reactor reactor;
    reactor.add_timeout(deferred::make(), 2);
    CHECK(deferred::alive() == before + 1);
  }
  CHECK(deferred::alive() == before);
}

}  // namespace
}  // namespace ctxlab
