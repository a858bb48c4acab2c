// What leads to what, among deferreds and the coroutines that wait for them.
#pragma once

#include "schemes/runtime/memory/pool.hpp"

namespace ctxlab {

class deferred_state;
class coroutine_base;

// Is shown the references of a deferred, one after another.
class tracer {
 public:
  // A counted reference to `target`, which it also reaches.
  virtual void owns(deferred_state* target) = 0;
  // A reference that is not counted.
  virtual void reaches(deferred_state* target) = 0;
  virtual void reaches(coroutine_base* target) = 0;

 protected:
  ~tracer() = default;
};

// Knows one deferred of each ring: deferreds that refer against the flow to what leads back to them. While a watcher is
// installed on a thread such references own (see cancel_link.hpp), so that rings hold themselves until it undoes them.
class ring_watcher {
 public:
  // `member` now refers cancel_link to a deferred that leads back to it.
  virtual void watch(deferred_state& member) = 0;

  // The thread's watcher, or null.
  static ring_watcher* installed() { return installed_; }

 protected:
  // Takes the thread over until it dies. Requires: last in, first out.
  ring_watcher() : outer_(installed_) { installed_ = this; }
  ~ring_watcher() { installed_ = outer_; }
  ring_watcher(const ring_watcher&) = delete;
  ring_watcher& operator=(const ring_watcher&) = delete;

 private:
  CTXLAB_TLS_MODEL static inline constinit thread_local ring_watcher* installed_ = nullptr;
  ring_watcher* outer_;
};

}  // namespace ctxlab
