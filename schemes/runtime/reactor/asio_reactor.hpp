// The reactor in real time, over asio: real timers, posts from other threads, and completions of foreign code.
#pragma once

#include <algorithm>
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>

#include "schemes/runtime/reactor/reactor.hpp"

namespace ctxlab {

// Makes the same turns as the virtual reactor, in the same order, each no earlier than it is due. During a timed
// call's turn, `now` is the time at which the call was due, however late it is: so what a program does depends on
// the delays that it asks for and not on how fast the machine is. Time starts with the first `run`.
//
// Whatever else runs on `context()` runs outside turns, as servers and sockets of foreign code do. Where it calls code
// that knows of contexts, it does so through `complete`; an operation of asio's gives a deferred with use_deferred.hpp.
//
// Everything is for the reactor's thread, but `post` and the life of what `keep_running` gave.
class asio_reactor final : public reactor {
 public:
  using clock = std::chrono::steady_clock;
  using work_guard = asio::executor_work_guard<asio::io_context::executor_type>;

  // One tick is that long. If it is zero, time is virtual: it stands still while anybody holds a guard, and then
  // jumps to the next timed call's; so a program whose threads hold one while they work has the same turns each time.
  explicit asio_reactor(clock::duration tick = std::chrono::milliseconds(1));
  // What waits for timed calls dies while there is still a context for its sockets.
  ~asio_reactor() { clear(); }

  // Makes turns until no timed call, no post and no operation of asio's is left, and nobody holds a guard. An exception
  // of foreign code is reported as unhandled, too.
  void run() override;

  // From any thread: `work` becomes a turn on the reactor's thread, at the time it gets there. What `work` holds is
  // destroyed in that turn. Requires: the reactor lives; hold a guard where it might otherwise have ended its run.
  void post(std::function<void()> work) override {
    asio::post(context_, [this, work = std::move(work)]() mutable { complete(std::move(work)); });
  }

  // The way in for foreign code that has completed something on the reactor's thread: makes a turn of `work`, a
  // function of nothing that need not be copied, at the time that it is. From within a turn it becomes one of its own,
  // later.
  template <class Work>
  void complete(Work work) {
    if (in_turn_) return asio::post(context_, [this, held = std::move(work)]() mutable { complete(std::move(held)); });
    now_ = std::max(now_, elapsed());
    make_turn([&work] {
      Work(std::move(work))();
      run_just_completed();
    });
  }

  // While the guard lives, `run` waits for posts. May be moved to another thread and reset there.
  work_guard keep_running() { return asio::make_work_guard(context_); }

  asio::io_context& context() { return context_; }

 private:
  bool is_virtual() const { return tick_ == clock::duration::zero(); }
  ticks elapsed() const { return is_virtual() ? now_ : (clock::now() - start_) / tick_; }
  ticks clock_time() const override { return std::max(now_, elapsed()); }

  template <class Work>
  void make_turn(Work&& work) {
    in_turn_ = true;
    reads_clock_ = false;
    turn(now_, std::forward<Work>(work));
    reads_clock_ = !is_virtual();
    in_turn_ = false;
  }
  void run_in_virtual_time();
  void run_in_real_time();
  void make_first_call();
  bool run_one_of_asios(bool waits);
  bool wait_for(const timed_call* next);

  clock::duration tick_;
  clock::time_point start_;
  bool started_ = false, in_turn_ = false;
  asio::io_context context_{1};
  asio::steady_timer timer_{context_};
  clock::time_point armed_ = clock::time_point::max();  // when the timer goes off, if it runs
};

}  // namespace ctxlab
