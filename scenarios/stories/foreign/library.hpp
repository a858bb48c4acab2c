// Somebody else's library, as an application would find it: connections that are lent, timers, and answers from a
// thread of its own, all told to callbacks. It logs what it does through spdlog, each line beginning with the name that
// its caller gave. The suite may wrap it, and never change it.
//
// Nothing but what a real one would have: no file of the application is included here.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace spdlog {
class logger;
}

namespace foreign {

using callback = std::function<void()>;
using logger = std::shared_ptr<spdlog::logger>;

// So many connections. For one thread.
class connection_pool {
 public:
  connection_pool(logger log, int connections) : log_(std::move(log)), free_(connections) {}

  // Lends `who` a connection, and says so to `then`: within this call if one is free, and otherwise within the call in
  // which another gives one back, first come, first served.
  void borrow(const std::string& who, callback then);
  void give_back(const std::string& who);

 private:
  logger log_;
  int free_;
  std::deque<callback> waiting_;
};

// What the application's event loop must have.
struct event_loop {
  std::function<std::int64_t()> now;
  std::function<void(std::int64_t delay, callback)> call_later;
};

// Timers on the application's loop. Those that are due at one time are run by one call of it, in the order in which
// they were set, also if this is no more. For the loop's thread.
class timers {
 public:
  timers(logger log, event_loop loop) : here_(std::make_shared<state>(std::move(log), std::move(loop))) {}

  void after(const std::string& who, std::int64_t delay, callback then);

 private:
  struct state {
    state(logger l, event_loop bed) : log(std::move(l)), loop(std::move(bed)) {}
    logger log;
    event_loop loop;
    std::map<std::int64_t, std::vector<callback>> due;
  };
  std::shared_ptr<state> here_;
};

// Thrown by a client that has been closed.
struct closed : std::runtime_error {
  closed() : std::runtime_error("the client is closed") {}
};

// Asks a server, with a thread of its own, on which it calls back. From any thread but that one.
class client {
 public:
  // `answering`: whether there is a server that answers; otherwise what is asked is queued.
  explicit client(logger log, bool answering = true);
  ~client();
  client(const client&) = delete;
  client& operator=(const client&) = delete;

  // Says the length of `question` to `then`. Throws `closed`.
  void ask(const std::string& who, const std::string& question, std::function<void(std::size_t answer)> then);
  // Calls `then` when that long has passed. Throws `closed`.
  void after(const std::string& who, std::chrono::milliseconds delay, callback then);
  // Waits for the callback that is running, and drops all others. What a callback throws is logged.
  void close();

 private:
  using clock = std::chrono::steady_clock;
  struct job {
    std::string who;
    callback run;
  };
  void add(clock::time_point due, job it);
  void serve();
  void run(job it);

  logger log_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::multimap<clock::time_point, job> jobs_;
  bool closed_ = false;
  std::thread thread_;
};

}  // namespace foreign
