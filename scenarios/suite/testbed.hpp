// What a story acts on: requests that arrive, queues of deferreds that somebody fires by hand, a collector, and
// virtual resources that are spent. A handle that is copied; it belongs to one run.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "schemes/runtime/coroutine/collector.hpp"
#include "schemes/runtime/coroutine/coroutine.hpp"
#include "schemes/runtime/reactor/reactor.hpp"
#include "schemes/scheme.hpp"

namespace spdlog {
class logger;
}
namespace ctxlab {
class asio_reactor;
class executor;
}  // namespace ctxlab

namespace ctxlab::scenarios {

class run_state;

// What a story may have for the whole run.
class run_long {
 public:
  virtual ~run_long() = default;
  virtual void let_go() noexcept = 0;
};

class testbed {
 public:
  explicit testbed(run_state& run) : run_(&run) {}

  // A turn at `time` that calls f(s, a...), for nobody, and notes how its deferred ends.
  template <class S, class Function, class... Arguments>
  void start(S s, ticks time, Function f, Arguments... arguments) const {
    const std::int64_t index = next_request();
    reactor::current().call_later(time, [=, *this] {
      const deferred done = started(f, s, arguments...);
      done.add_both([index, here = *this](const result& outcome) { here.ended(index, outcome.failed()); });
    });
  }

  // An innocent bystander at `time`: a coroutine that works for nobody, logs, sleeps for 1, and logs again.
  template <class S>
  void another(S s, ticks time) const;

  // A new deferred, which follows no rules, at the end of the queue.
  deferred wait(std::string_view queue) const;
  // Takes every deferred off the queue, and then completes them (or fails them) in order.
  void fire(std::string_view queue) const;
  void fail(std::string_view queue) const;
  // Drops every deferred of the queue.
  void clear(std::string_view queue) const;

  // From now on, what is dropped dies later: when `collect` is called, or when the run has been observed. To be
  // called before anything is started.
  void collect_later() const;
  void collect() const;

  // `units` of virtual CPU time pass, in work for `owner`.
  void spend(std::string_view owner, std::int64_t units) const;
  // A database transaction, and the wait for a connection before it, in work for `owner`; events fetched likewise.
  void transaction(std::string_view owner, std::int64_t wait, std::int64_t time) const;
  void fetch(std::string_view owner, std::int64_t events) const;

  // For stories that need "threads". Their reactor, and a pool of one thread, whose lines and failures are observed.
  asio_reactor& home() const;
  executor& pool() const;
  // Has the pool run `work`, with no help from any scheme. A deferred that follows no rules, and fires at home.
  deferred hop(std::function<void()> work) const;

  // A logger of the kind that any library takes; a line's owner is what its text begins with, and it is charged to whom
  // the pattern's flag finds. It serves for the run. Debug lines are left out unless they are asked for.
  std::shared_ptr<spdlog::logger> logger(bool debug = false) const;
  // So many lines more are not written, as their sink throws.
  void fail_lines(std::int64_t times) const;
  // Calls start(done) at once. A deferred that follows no rules, and fires in a turn of its own once `done` has been
  // called, on any thread. The reactor runs until then, or until `done` is no more.
  deferred called_back(const std::function<void(std::function<void()> done)>& start) const;
  // That work; but its lines and failures are observed, on whatever thread it runs. No context goes along.
  std::function<void()> with_sinks(std::function<void()> work) const;

  // Has `held` live as long as the run; it lets go of its deferreds when the run has been observed.
  void keep(std::shared_ptr<run_long> held) const;

  // Adds to what the observation says of `what`.
  void note(std::string_view what, std::int64_t times = 1) const;

 private:
  friend class variable;

  std::int64_t next_request() const;
  void ended(std::int64_t index, bool failed) const;

  run_state* run_;
};

// A variable of a coroutine that holds a deferred, and can be shown to the collector. What only a cycle through it
// keeps is let go when the run has been observed.
class variable final : public variables {
 public:
  explicit variable(testbed bed);
  ~variable();
  variable(const variable&) = delete;
  variable& operator=(const variable&) = delete;

  void set(deferred held) { it_ = std::move(held); }
  const deferred& get() const { return it_; }
  deferred take() { return std::exchange(it_, deferred()); }
  void trace(tracer& visitor) const override;

 private:
  run_state* run_;
  deferred it_;
};

// Whether the scheme (as it is told) binds contexts to service objects.
template <class S>
concept binds_services = requires(executor& wrapped, context_ptr c) {
  S::bare::wrap(wrapped, c);
};

// Whether the functions of a request take its context as an argument.
template <class S>
constexpr bool in_signatures = requires {
  requires S::bare::in_signatures;
};

// A line of `owner`.
template <class S>
void say(const S& s, std::string_view owner, std::string_view text) {
  std::string line(owner);
  line += ": ";
  line += text;
  s.log(line);
}

template <class S>
coroutine<S> innocent(S s) {
  s.log("nobody: another: start");
  co_await s.sleep(1);
  s.log("nobody: another: end");
}

template <class S>
void testbed::another(S s, ticks time) const {
  start(s, time, innocent<S>);
}

}  // namespace ctxlab::scenarios
