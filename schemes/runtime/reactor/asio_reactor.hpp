// The reactor in real time, over asio: real timers, and posts from other threads.
#pragma once

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>

#include "schemes/runtime/reactor/reactor.hpp"

namespace ctxlab {

// Makes the same turns as the virtual reactor, in the same order, each no earlier than it is due. During a timed
// call's turn, `now` is the time at which the call was due, however late it is: so what a program does depends on
// the delays that it asks for and not on how fast the machine is.
//
// Everything is for the reactor's thread, but `post` and the life of what `keep_running` gave.
class asio_reactor final : public reactor {
 public:
  using clock = std::chrono::steady_clock;
  using work_guard = asio::executor_work_guard<asio::io_context::executor_type>;

  // One tick is that long. If it is zero, time is virtual: it stands still while anybody holds a guard, and then
  // jumps to the next timed call's; so a program whose threads hold one while they work has the same turns each time.
  explicit asio_reactor(clock::duration tick = std::chrono::milliseconds(1));

  // Makes turns until no timed call and no post is left, and nobody holds a guard.
  void run() override;

  // From any thread: `work` becomes a turn on the reactor's thread, at the time it gets there. What `work` holds is
  // destroyed there too. Requires: the reactor lives; hold a guard where it might otherwise have ended its run.
  void post(std::function<void()> work) override;

  // While the guard lives, `run` waits for posts. May be moved to another thread and reset there.
  work_guard keep_running() { return asio::make_work_guard(context_); }

  asio::io_context& context() { return context_; }

 private:
  bool is_virtual() const { return tick_ == clock::duration::zero(); }
  ticks elapsed() const { return is_virtual() ? now_ : (clock::now() - start_) / tick_; }

  clock::duration tick_;
  clock::time_point start_ = clock::now();
  asio::io_context context_{1};
  asio::steady_timer timer_{context_};
};

}  // namespace ctxlab
