// The reactor over asio: what runs on it, in which turns, when, and who dies when it does.
#include "schemes/runtime/reactor/asio_reactor.hpp"

#include <dlfcn.h>
#include <sys/epoll.h>

#include <asio/ip/tcp.hpp>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "schemes/runtime/testing/catch.hpp"
#include "schemes/runtime/testing/plain_scheme.hpp"
#include "schemes/runtime/testing/test_observers.hpp"
#include "schemes/runtime/threads/executor.hpp"

// Sanitizers have an epoll_wait of their own, which must not be stood before.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CTXLAB_COUNTS_CALLS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define CTXLAB_COUNTS_CALLS 0
#endif
#endif
#ifndef CTXLAB_COUNTS_CALLS
#define CTXLAB_COUNTS_CALLS 1
#endif

namespace {
std::atomic<std::int64_t> epoll_wait_calls = 0;
}

#if CTXLAB_COUNTS_CALLS
extern "C" int epoll_wait(int set, epoll_event* events, int most, int timeout) {
  using function = int (*)(int, epoll_event*, int, int);
  static const auto original = reinterpret_cast<function>(dlsym(RTLD_NEXT, "epoll_wait"));
  ++epoll_wait_calls;
  return original(set, events, most, timeout);
}
#endif

namespace ctxlab {
namespace {

using std::chrono::milliseconds;

// -1 where they are not counted.
std::int64_t epoll_waits() { return CTXLAB_COUNTS_CALLS ? epoll_wait_calls.load() : -1; }

struct turn_counter final : turn_observer {
  int started = 0, ended = 0;
  void turn_starts(ticks) override { ++started; }
  void turn_ended(ticks) override { ++ended; }
};

coroutine<plain_scheme> holds(plain_scheme, std::shared_ptr<void> held, deferred d) {
  co_await std::move(d);
  static_cast<void>(held);
}

}  // namespace

TEST_CASE("Waiting for a far timer costs nothing, however far it is", "[threads]") {
  asio_reactor home;
  const deferred far = home.sleep(10'000'000'000'000), farther = home.sleep(std::numeric_limits<ticks>::max());
  farther.add_errback([] {});
  far.add_errback([] {});
  home.call_later(2, [] {});
  const std::int64_t before = epoll_waits();
  asio::steady_timer soon(home.context(), milliseconds(30));
  soon.async_wait([&](const std::error_code&) {
    home.complete([&] {
      far.cancel();
      farther.cancel();
    });
  });
  home.run();
  CHECK(far.complete());
  if (before >= 0) CHECK(epoll_waits() - before < 20);
}

TEST_CASE("The run ends when nothing is left to wait for, though a timer was cancelled", "[threads]") {
  asio_reactor home;
  const deferred late = home.sleep(5'000);
  late.add_errback([] {});
  home.call_later(1, [] {});
  std::thread other([&, staying = home.keep_running()] { home.post([&] { late.cancel(); }); });
  home.run();
  other.join();
  CHECK(home.now() < 5'000);
  home.sleep(1);  // and the next one begins
  home.run();
}

TEST_CASE("A completion of foreign code is a turn like any other, at the time that it is", "[threads]") {
  asio_reactor home;
  turn_counter turns;
  home.observe_turns(&turns);
  asio::steady_timer foreign(home.context(), milliseconds(20));
  std::vector<ticks> at;
  bool outer = false;
  foreign.async_wait([&](const std::error_code&) {
    home.complete([&, held = std::make_unique<int>(1)] {
      at.push_back(home.now());
      home.complete([&] { outer = true; });
      CHECK_FALSE(outer);
      home.sleep(20).add_callback([&] { at.push_back(home.now()); });
    });
  });
  home.run();
  REQUIRE(at.size() == 2);
  CHECK(at[0] >= 20);
  CHECK(at[1] == at[0] + 20);
  CHECK(outer);
  CHECK(turns.started == 3);
  CHECK(turns.ended == 3);
}

TEST_CASE("Outside turns time does not stand still", "[threads]") {
  asio_reactor home;
  asio::steady_timer foreign(home.context(), milliseconds(30));
  ticks due = 0;
  foreign.async_wait([&](const std::error_code&) {
    const ticks now = home.now();
    CHECK(now >= 30);
    home.sleep(20).add_callback([&] { due = home.now(); });
    CHECK(due == 0);
  });
  home.run();
  CHECK(due >= 50);
}

TEST_CASE("An exception of foreign code ends neither the reactor nor a turn", "[threads]") {
  asio_reactor home;
  observed_failures seen;
  asio::post(home.context(), [] { throw std::runtime_error("of foreign code"); });
  bool done = false;
  home.call_later(1, [&] { done = true; });
  home.run();
  CHECK(done);
  CHECK(seen.texts == words{"of foreign code"});
}

TEST_CASE("What comes from other threads is not kept waiting by calls that are always due", "[threads]") {
  asio_reactor home;
  bool stop = false;
  std::function<void()> again = [&] {
    if (!stop) home.call_later(0, again);
  };
  again();
  home.post([&] { stop = true; });
  home.run();
  CHECK(stop);
}

TEST_CASE("Posts that come together cost no system call each", "[threads]") {
  asio_reactor home;
  int made = 0;
  for (int i = 0; i != 1000; ++i) home.post([&] { ++made; });
  const std::int64_t before = epoll_waits();
  home.run();
  CHECK(made == 1000);
  if (before >= 0) CHECK(epoll_waits() - before < 20);
}

TEST_CASE("What a post holds dies in its turn", "[threads]") {
  asio_reactor home;
  turn_counter turns;
  home.observe_turns(&turns);
  int ended_before = -1;
  struct tells {
    turn_counter& turns;
    int& ended_before;
    ~tells() { ended_before = turns.ended; }
  };
  home.post([held = std::make_shared<tells>(tells{turns, ended_before})] {});
  ended_before = -1;
  home.run();
  CHECK(ended_before == 0);
}

TEST_CASE("An executor that dies with work posted drops it, and what the work held dies in its turn", "[threads]") {
  asio_reactor home;
  const auto held = std::make_shared<int>(0);
  auto own = std::make_unique<reactor_executor>(home);
  own->execute([held] { ++*held; });
  own.reset();
  CHECK(held.use_count() == 2);
  home.run();
  CHECK(held.use_count() == 1);
  CHECK(*held == 0);
}

TEST_CASE("A reactor that dies takes along what waits for it, sockets first", "[threads]") {
  const std::int64_t before = deferred::alive();
  {
    asio_reactor home;
    holds({}, std::make_shared<asio::ip::tcp::socket>(home.context()), home.sleep(1000));
    home.post([held = std::make_shared<asio::ip::tcp::socket>(home.context())] {});
  }
  CHECK(deferred::alive() == before);
}

}  // namespace ctxlab
