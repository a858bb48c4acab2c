// Where work can be sent to run: a thread pool, or the reactor's own thread.
#pragma once

#include <asio/thread_pool.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "schemes/runtime/reactor/asio_reactor.hpp"

namespace ctxlab {

// Thrown by an executor that takes no more work.
struct executor_refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Runs pieces of work, each once or, if it is shut down first, never; work that never runs is destroyed.
class executor {
 public:
  virtual ~executor() = default;
  // From any thread. Throws executor_refused, and does nothing else, when it takes no more.
  virtual void execute(std::function<void()> work) = 0;
  // Is told, on the thread where it happened, of an exception that left a piece of work. By default the thread's
  // unhandled_failure_sink hears of it.
  virtual void report_failure(const failure& why) noexcept { report_unhandled(why); }
};

// Threads of its own. Its functions may be called from any thread; not to live on is for its owner alone.
class thread_pool final : public executor {
 public:
  explicit thread_pool(std::size_t threads);
  // Shuts down.
  ~thread_pool() override;

  void execute(std::function<void()> work) override;
  // Waits for the work that is running, and drops what is queued. Idempotent. Requires: not called by its work, nor by
  // two threads at a time.
  void shut_down();
  // Waits until no work is left, then shuts down.
  void finish();

 private:
  std::mutex sending_;                       // while work is posted, and while the pool is taken away
  std::unique_ptr<asio::thread_pool> pool_;  // null: shut down
};

// Work becomes a turn of the reactor; work whose turn comes when the executor is gone is destroyed in that turn, unrun.
// Dies on the reactor's thread.
class reactor_executor final : public executor {
 public:
  explicit reactor_executor(asio_reactor& home) : home_(home), alive_(std::make_shared<char>()) {}
  void execute(std::function<void()> work) override;

 private:
  asio_reactor& home_;
  std::shared_ptr<char> alive_;
};

}  // namespace ctxlab
