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
  if (!pool_) throw executor_refused("the thread pool is shut down; it takes no more work");
  asio::post(*pool_, [this, work = std::move(work)] { run_reported(*this, work); });
}

void thread_pool::shut_down() {
  if (!pool_) return;
  pool_->stop();
  pool_->join();
  pool_.reset();  // with it goes what was queued
}

void thread_pool::finish() {
  if (pool_) pool_->wait();
  shut_down();
}

void reactor_executor::execute(std::function<void()> work) {
  home_.post([this, work = std::move(work)] { run_reported(*this, work); });
}

}  // namespace ctxlab
