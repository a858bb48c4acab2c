#include "scenarios/stories/foreign/library.hpp"

#include <spdlog/logger.h>

#include <utility>

namespace foreign {

void connection_pool::borrow(const std::string& who, callback then) {
  if (free_ == 0) {
    log_->info("{}: waits for a connection", who);
    waiting_.push_back(std::move(then));
    return;
  }
  --free_;
  log_->info("{}: is lent a connection", who);
  then();
}

void connection_pool::give_back(const std::string& who) {
  ++free_;
  if (!waiting_.empty()) {
    const callback next = std::move(waiting_.front());
    waiting_.pop_front();
    --free_;
    next();
  }
  log_->info("{}: has given a connection back", who);
}

void timers::after(const std::string& who, std::int64_t delay, callback then) {
  here_->log->info("{}: sets a timer", who);
  const std::int64_t due = here_->loop.now() + delay;
  auto& together = here_->due[due];
  together.push_back(std::move(then));
  if (together.size() > 1) return;
  here_->loop.call_later(delay, [here = here_, due] {
    const std::vector<callback> all = std::move(here->due.extract(due).mapped());
    for (const callback& each : all) each();
    here->log->info("nobody: {} timers have run", all.size());
  });
}

client::client(logger log, bool answering) : log_(std::move(log)) {
  if (answering) thread_ = std::thread([this] { serve(); });
}

client::~client() { close(); }

void client::add(clock::time_point due, job it) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) throw closed();
    jobs_.emplace(due, std::move(it));
  }
  changed_.notify_one();
}

void client::ask(const std::string& who, const std::string& question, std::function<void(std::size_t)> then) {
  log_->info("{}: asks for {}", who, question);
  add(clock::now(), {who, [this, who, question, then = std::move(then)] {
                       log_->debug("{}: is answered", who);
                       then(question.size());
                     }});
}

void client::after(const std::string& who, std::chrono::milliseconds delay, callback then) {
  log_->info("{}: sets a timer on a thread", who);
  add(clock::now() + delay, {who, std::move(then)});
}

void client::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
  jobs_.clear();
}

void client::serve() {
  std::unique_lock lock(mutex_);
  while (!closed_) {
    if (jobs_.empty()) {
      changed_.wait(lock);
    } else if (const auto due = jobs_.begin()->first; due > clock::now()) {
      changed_.wait_until(lock, due);
    } else {
      job next = std::move(jobs_.extract(jobs_.begin()).mapped());
      lock.unlock();
      run(std::move(next));
      lock.lock();
    }
  }
}

// Without the lock, as the callback may ask again, and so may the end of what it holds.
void client::run(job it) {
  try {
    it.run();
  } catch (const std::exception& why) {
    log_->error("{}: its callback failed: {}", it.who, why.what());
  }
}

}  // namespace foreign
