// A second thread that does nothing, for as long as this object lives. A process with one thread flatters what is
// counted atomically: the C++ and C libraries then leave the atomic instructions out.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

namespace ctxlab::bench {

class parked_thread {
 public:
  parked_thread()
      : thread_([this] {
          std::unique_lock lock(mutex_);
          over_changed_.wait(lock, [this] { return over_; });
        }) {}
  parked_thread(const parked_thread&) = delete;
  parked_thread& operator=(const parked_thread&) = delete;
  ~parked_thread() {
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
    }
    over_changed_.notify_one();
    thread_.join();
  }

 private:
  std::mutex mutex_;
  std::condition_variable over_changed_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace ctxlab::bench
