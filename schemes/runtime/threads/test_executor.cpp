// Executors, the hand-off to them, and the faults of both: each is heard of once, where and under the name it says, and
// what comes next is as ever.
#include <thread>

#include "schemes/runtime/testing/catch.hpp"
#include "schemes/runtime/testing/test_observers.hpp"
#include "schemes/runtime/testing/thread_observers.hpp"
#include "schemes/runtime/threads/hand_off.hpp"

namespace ctxlab {
namespace {

words outcome(const result& of) { return of.failed() ? words{of.error().reason()} : words{"ok"}; }

// What becomes of work handed to `by` for `name`: its outcome, and the contexts of home's turn and of home afterwards.
words handed(asio_reactor& home, executor& by, const char* name, std::function<result(const context_ptr&)> work) {
  words said;
  const std::int64_t before = context::alive(), deferreds = deferred::alive();
  {
    const entered_scope in(context::make(name));
    hand_off(home, by, context_ptr(current_context()), std::move(work)).add_both([&](const result& fed) {
      said = outcome(fed);
    });
  }
  home.run();
  CHECK(context::alive() == before);
  CHECK(deferred::alive() == deferreds);
  CHECK(current_context() == nullptr);
  return said;
}

result child_of(const context_ptr& child) { return result(std::string(child->name())); }
result throws(const context_ptr&) { throw std::runtime_error("no such thing"); }

TEST_CASE("An executor that is shut down refuses, and does nothing else", "[threads]") {
  thread_pool pool(1);
  pool.shut_down();
  const auto held = std::make_shared<int>(0);
  CHECK_THROWS_AS(pool.execute([held] { ++*held; }), executor_refused);
  CHECK(held.use_count() == 1);
  CHECK(*held == 0);
}

TEST_CASE("A pool that is shut down drops what is queued, unrun, and destroys it", "[threads]") {
  const auto held = std::make_shared<int>(0);
  thread_pool pool(0);
  pool.execute([held] { ++*held; });
  pool.execute([held] { ++*held; });
  CHECK(held.use_count() == 3);
  pool.shut_down();
  CHECK(held.use_count() == 1);
  CHECK(*held == 0);
}

TEST_CASE("Refused, dropped or thrown, the caller of a hand-off hears of it once, and nobody else does", "[threads]") {
  asio_reactor home(std::chrono::milliseconds(0));
  observed_failures unhandled;
  thread_pool refusing(1), works(1);
  refusing.shut_down();
  CHECK(handed(home, refusing, "r1", child_of) == words{"the thread pool is shut down; it takes no more work"});
  {
    thread_pool dropping(0);
    home.post([&] { dropping.shut_down(); });
    CHECK(handed(home, dropping, "r2", child_of) == words{"the executor was shut down before the work could run"});
  }
  CHECK(handed(home, works, "r3", throws) == words{"no such thing"});
  CHECK(handed(home, works, "r4", child_of) == words{"ok"});
  CHECK(unhandled.texts.empty());
}

TEST_CASE("The reactor's own thread is an executor too: work is a turn, for a child of its caller's context",
          "[threads]") {
  asio_reactor home(std::chrono::milliseconds(0));
  reactor_executor own(home);
  std::vector<std::string> order{"sent"};
  const auto here = std::this_thread::get_id();
  CHECK(handed(home, own, "r1", [&](const context_ptr& child) {
          order.push_back(std::string(child->name()) + ", in the context of " +
                          std::string(name_of(current_context())));
          CHECK(std::this_thread::get_id() == here);
          return result();
        }) == words{"ok"});
  CHECK(order == std::vector<std::string>{"sent", "r1-thread, in the context of sentinel"});
  CHECK(handed(home, own, "r2", throws) == words{"no such thing"});
}

// The sinks of the one who hands off serve the worker.
TEST_CASE("A log sink that throws on a thread fails its line there, once, and the work goes on", "[threads]") {
  struct throwing final : log_sink {
    std::atomic<int> lines = 0;
    void line(const context*, std::string_view) override {
      if (++lines == 1) throw std::runtime_error("no room");
    }
  } sink;
  observed_thread_failures heard;
  log_sink* const outer_lines = install_log_sink(&sink);
  unhandled_failure_sink* const outer = install_unhandled_failure_sink(&heard);
  asio_reactor home(std::chrono::milliseconds(0));
  thread_pool pool(1);
  const words of = handed(home, pool, "r1", [](const context_ptr& child) {
    const preserved_scope in{context_ptr(child)};
    log_line("lost");
    log_line("written");
    return result();
  });
  install_unhandled_failure_sink(outer);
  install_log_sink(outer_lines);
  CHECK(of == words{"ok"});
  CHECK(sink.lines == 2);
  CHECK(heard.texts == words{"r1-thread: a log line of r1-thread was not written: no room"});
}

}  // namespace
}  // namespace ctxlab
