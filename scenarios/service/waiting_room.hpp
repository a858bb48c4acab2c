// A pool of things that are used by one at a time, and a bounded queue before it: a releaser wakes the next waiter.
#pragma once

#include <deque>
#include <functional>
#include <stdexcept>
#include <vector>

#include "schemes/runtime/deferred/deferred.hpp"

namespace ctxlab::service {

// What becomes of a request that would have to wait behind too many others.
struct too_busy : std::runtime_error {
  too_busy() : std::runtime_error("too many requests wait for the database") {}
};

template <class Connection>
class waiting_room {
 public:
  explicit waiting_room(std::size_t most_waiting) : most_waiting_(most_waiting) {}

  void add(Connection& one) { free_.push_back(&one); }
  std::size_t waiting() const { return waiting_.size(); }

  // Calls start(connection) at once or when one is free, unless `done` has fired by then; fails `done` with too_busy
  // where too many wait.
  void wait(std::function<void(Connection&)> start, const deferred& done) {
    if (!free_.empty()) {
      Connection& one = *free_.back();
      free_.pop_back();
      start(one);
    } else if (waiting_.size() >= most_waiting_) {
      done.fail(failure(std::make_exception_ptr(too_busy())));
    } else {
      waiting_.push_back({std::move(start), done});
    }
  }
  // To the first who has not given up.
  void give_back(Connection& free) {
    while (!waiting_.empty()) {
      const waiter next = std::move(waiting_.front());
      waiting_.pop_front();
      if (!next.done.fired()) return next.start(free);
    }
    free_.push_back(&free);
  }

 private:
  struct waiter {
    std::function<void(Connection&)> start;
    deferred done;
  };
  std::size_t most_waiting_;
  std::vector<Connection*> free_;
  std::deque<waiter> waiting_;
};

}  // namespace ctxlab::service
