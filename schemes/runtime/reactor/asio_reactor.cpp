#include "schemes/runtime/reactor/asio_reactor.hpp"

#include <algorithm>

namespace ctxlab {
namespace {

// Of the reactor's calls, while asio has something to run, and of asio's, while calls are due. To look whether it has
// costs a system call.
constexpr int most_in_a_row = 64;
// The timer is set again after that at the latest; what is due after centuries is no time that clocks know.
constexpr std::chrono::hours farthest(1);

}  // namespace

asio_reactor::asio_reactor(clock::duration tick) : tick_(tick) {}

void asio_reactor::run() {
  if (!std::exchange(started_, true)) start_ = clock::now();
  reads_clock_ = !is_virtual();
  if (is_virtual())
    run_in_virtual_time();
  else
    run_in_real_time();
}

void asio_reactor::run_in_virtual_time() {
  for (;;) {
    if (run_one_of_asios(true)) continue;
    if (!calls_.first()) return;
    make_first_call();
  }
}

void asio_reactor::run_in_real_time() {
  for (;;) {
    int calls = 0;
    for (; calls != most_in_a_row && calls_.first() && calls_.first()->due <= elapsed(); ++calls) make_first_call();
    if (calls == most_in_a_row) {
      for (int others = 0; others != most_in_a_row && run_one_of_asios(false);) ++others;
    } else if (!wait_for(calls_.first())) {
      return;
    }
  }
}

void asio_reactor::make_first_call() {
  timed_call* const call = calls_.take_first();
  now_ = std::max(now_, call->due);
  make_turn([call] { call->ops->run(call); });
}

// Says whether there was something to run, or to wait for.
bool asio_reactor::run_one_of_asios(bool waits) {
  context_.restart();
  try {
    return (waits ? context_.run_one() : context_.poll_one()) != 0;
  } catch (...) {
    report_unhandled(failure::current());
    return true;
  }
}

// Runs one thing of asio's, which there will be when the next call is due, if not before. A timer that goes off too
// early does no harm, so it is not set again for a call that is due later.
bool asio_reactor::wait_for(const timed_call* next) {
  if (!next) {
    if (armed_ != clock::time_point::max()) timer_.cancel();
  } else {
    const bool far = next->due - elapsed() > farthest / tick_;
    const clock::time_point at = far ? clock::now() + farthest : start_ + next->due * tick_;
    if (at < armed_) {
      timer_.expires_at(at);
      timer_.async_wait([this, at](const std::error_code&) {
        if (armed_ == at) armed_ = clock::time_point::max();
      });
      armed_ = at;
    }
  }
  return run_one_of_asios(true);
}

}  // namespace ctxlab
