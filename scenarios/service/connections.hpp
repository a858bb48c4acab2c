// Connections to the database, each on a thread of its own while it works: as many as there are, and a queue before
// them.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "scenarios/service/database.hpp"
#include "scenarios/service/truth.hpp"
#include "schemes/runtime/accounting/accounting.hpp"
#include "schemes/runtime/threads/hand_off.hpp"

namespace ctxlab::service {

// What becomes of a request that would have to wait behind too many others.
struct too_busy : std::runtime_error {
  too_busy() : std::runtime_error("too many requests wait for the database") {}
};

class connections {
 public:
  // Opens `count` connections to a file, before which at most `most_waiting` may wait. Throws database_error.
  connections(asio_reactor& home, const std::string& file, std::size_t count, std::size_t most_waiting);

  // Runs work(database&) as a transaction, when a connection is free. A deferred that follows no rules, as a driver
  // gives one: it fires with what the work returned or threw, and fails with too_busy. Whoever gives up meanwhile
  // leaves the connection to end what it has begun. The time is charged to `s.current()`, and noted for `who`.
  template <class S, class Work>
  deferred transact(const S& s, const worker& who, Work work) {
    const deferred done = deferred::make();
    const auto asked = clock::now();
    const context_ptr caller(s.current());
    wait_for_one(
        [this, done, asked, caller, who, work = std::move(work)](database& free) {
          const auto began = clock::now();
          const auto took = std::make_shared<span>();
          hand_off(home_, threads_, caller, [&free, asked, began, took, work](const context_ptr& child) -> result {
            return S::on_worker(child, [&](const auto&) -> result {
              const charge on_return{*took, asked, began};
              return result(work(free));
            });
          }).add_both([this, &free, done, who, took](const result& outcome) {
            if (who) who->spent(took->waited, took->worked);
            give_back(free);
            if (!done.fired()) done.fire(outcome.shared());
          });
        },
        done);
    return done;
  }

  std::size_t waiting() const { return waiting_.size(); }

 private:
  using clock = std::chrono::steady_clock;
  struct span {
    std::chrono::microseconds waited{0}, worked{0};
  };
  // Charges a transaction, however it ends.
  struct charge {
    span& took;
    clock::time_point asked, began;
    ~charge() {
      took = {std::chrono::duration_cast<std::chrono::microseconds>(began - asked),
              std::chrono::duration_cast<std::chrono::microseconds>(clock::now() - began)};
      charge_transaction(took.waited.count(), took.worked.count());
    }
  };
  struct waiter {
    std::function<void(database&)> start;
    deferred done;
  };

  void wait_for_one(std::function<void(database&)> start, const deferred& done);
  void give_back(database& free);

  asio_reactor& home_;
  std::size_t most_waiting_;
  std::vector<std::unique_ptr<database>> all_;
  std::vector<database*> free_;
  std::deque<waiter> waiting_;
  thread_pool threads_;
};

}  // namespace ctxlab::service
