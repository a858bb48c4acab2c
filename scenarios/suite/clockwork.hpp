// The reactor of a run, and how time passes there.
#pragma once

#include <memory>
#include <optional>

#include "schemes/runtime/reactor/asio_reactor.hpp"
#include "schemes/runtime/reactor/reactor.hpp"

namespace ctxlab::scenarios {

// How time passes: virtually; virtually, and waiting for threads; or in milliseconds.
enum class pace { virtual_time, threads, real_time };

// The reactor of a run.
class clockwork {
 public:
  explicit clockwork(pace at);
  reactor& turns() { return alone_ ? static_cast<reactor&>(*alone_) : *on_threads_; }
  // Requires: not in plain virtual time.
  asio_reactor& on_threads() { return *on_threads_; }
  // While it lives, the reactor's end is put off, where threads can do so.
  std::shared_ptr<void> keep_running();
  // To the end, or no more than `most` turns where time is plainly virtual.
  void run(int most);

 private:
  std::optional<virtual_reactor> alone_;
  std::optional<asio_reactor> on_threads_;
};

}  // namespace ctxlab::scenarios
