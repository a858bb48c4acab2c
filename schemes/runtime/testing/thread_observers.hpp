// What tests watch other threads with.
#pragma once

#include <future>
#include <mutex>
#include <string>

#include "schemes/runtime/testing/test_observers.hpp"
#include "schemes/runtime/threads/executor.hpp"

namespace ctxlab {

// Failures of any thread on which it is installed, with the context that was current there.
struct observed_thread_failures final : unhandled_failure_sink {
  std::mutex mutex;
  words texts;

  void unhandled(const failure& why) noexcept override {
    const std::lock_guard lock(mutex);
    texts.push_back(std::string(name_of(current_context())) + ": " + why.reason());
  }
};

// Has the executor's thread tell that sink, and waits until it does.
inline void listen_there(executor& by, unhandled_failure_sink* to) {
  std::promise<void> done;
  by.execute([&] {
    install_unhandled_failure_sink(to);
    done.set_value();
  });
  done.get_future().wait();
}

}  // namespace ctxlab
