// The service's database, SQLite or PostgreSQL: as many connections as there are, and a queue before them.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "scenarios/service/postgres.hpp"
#include "scenarios/service/sqlite.hpp"
#include "scenarios/service/truth.hpp"
#include "scenarios/service/waiting_room.hpp"
#include "schemes/runtime/accounting/accounting.hpp"
#include "schemes/runtime/threads/hand_off.hpp"

namespace ctxlab::service {

// Each function is a transaction, as soon as a connection is free, and gives a deferred that follows no rules, as a
// driver does. It fails with database_error or too_busy. Whoever gives up meanwhile leaves the connection to end what
// it has begun. The time is charged to `s.current()`, and noted for `who`.
class storage {
 public:
  // `where`: a file of SQLite, each of whose connections works on a thread, or "postgres:" and a connection string,
  // whose connections are the reactor's. Throws database_error.
  storage(asio_reactor& home, const std::string& where, std::size_t connections, std::size_t most_waiting);

  template <class S>
  deferred add(const S& s, const worker& who, std::string room, message posted) {
    return transact(s, who, [room, posted](auto& on) { return on.add(room, posted); });
  }
  template <class S>
  deferred newest(const S& s, const worker& who, std::string room, int most) {
    return transact(s, who, [room, most](auto& on) { return on.newest(room, most); });
  }
  template <class S>
  deferred remove_oldest(const S& s, const worker& who, std::string room, int most) {
    return transact(s, who, [room, most](auto& on) { return on.remove_oldest(room, most); });
  }

  std::size_t waiting() const { return on_threads_.waiting() + on_reactor_.waiting(); }

 private:
  using clock = std::chrono::steady_clock;
  using microseconds = std::chrono::microseconds;

  // How long one has waited for a connection, and worked with it.
  struct transaction {
    clock::time_point asked = clock::now(), began = {};
    microseconds waited{0}, worked{0};

    void begin() { began = clock::now(); }
    void end_and_charge() {
      waited = std::chrono::duration_cast<microseconds>(began - asked);
      worked = std::chrono::duration_cast<microseconds>(clock::now() - began);
      charge_transaction(waited.count(), worked.count());
    }
  };

  template <class S, class Work>
  deferred transact(const S& s, const worker& who, Work work) {
    const deferred done = deferred::make();
    const auto it = std::make_shared<transaction>();
    const context_ptr caller(s.current());
    if (!postgres_.empty())
      on_reactor_.wait(
          [this, it, caller, who, done, work](postgres& free) {
            it->begin();
            deferred(work(free)).add_both([this, it, caller, who, done, &free](const result& outcome) {
              {
                [[maybe_unused]] const auto in = S().preserve(context_ptr(caller));
                it->end_and_charge();
              }
              ended(on_reactor_, free, *it, who, done, outcome);
            });
          },
          done);
    else
      on_threads_.wait(
          [this, it, caller, who, done, work](sqlite& free) {
            it->begin();
            const auto on_worker = [it, work, &free](const context_ptr& child) -> result {
              return S::on_worker(child, [&](const auto&) -> result {
                const charging until_done{*it};
                return result(work(free));
              });
            };
            hand_off(home_, threads_, caller, on_worker).add_both([this, it, who, done, &free](const result& outcome) {
              ended(on_threads_, free, *it, who, done, outcome);
            });
          },
          done);
    return done;
  }
  struct charging {
    transaction& it;
    ~charging() { it.end_and_charge(); }
  };
  template <class Connection>
  void ended(waiting_room<Connection>& room, Connection& free, const transaction& it, const worker& who,
             const deferred& done, const result& outcome) {
    if (who) who->spent(it.waited, it.worked);
    room.give_back(free);
    if (!done.fired()) done.fire(outcome.shared());
  }

  asio_reactor& home_;
  std::vector<std::unique_ptr<sqlite>> sqlite_;
  std::vector<std::unique_ptr<postgres>> postgres_;
  waiting_room<sqlite> on_threads_;
  waiting_room<postgres> on_reactor_;
  thread_pool threads_;
};

}  // namespace ctxlab::service
