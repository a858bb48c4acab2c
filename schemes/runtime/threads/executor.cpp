#include "schemes/runtime/threads/executor.hpp"

#include <asio/post.hpp>

namespace ctxlab {
namespace {

void run_reported(executor& by, const std::function<void()>& work) noexcept {
  try {
    work();
  } catch (...) {
    by.report_failure(failure::current());
  }
}

}  // namespace

thread_pool::thread_pool(std::size_t threads) : pool_(std::make_unique<asio::thread_pool>(threads)) {}

thread_pool::~thread_pool() { shut_down(); }

void thread_pool::execute(std::function<void()> work) {
  const std::lock_guard alone(sending_);
  if (!pool_) throw executor_refused("the thread pool is shut down; it takes no more work");
  asio::post(*pool_, [this, work = std::move(work)] { run_reported(*this, work); });
}

void thread_pool::shut_down() {
  if (!pool_) return;
  pool_->stop();
  pool_->join();
  std::unique_ptr<asio::thread_pool> done;  // dies after the lock, and with it what was queued
  const std::lock_guard alone(sending_);
  done = std::move(pool_);
}

void thread_pool::finish() {
  if (pool_) pool_->wait();
  shut_down();
}

void reactor_executor::execute(std::function<void()> work) {
  home_.post([this, alive = std::weak_ptr<char>(alive_), work = std::move(work)] {
    if (!alive.expired()) run_reported(*this, work);
  });
}

}  // namespace ctxlab
