// Operations that hop from the reactor to the threads of a pool and back, many of them at once, under a scheme: whose
// name was on their lines, what came back, and what was left.
#pragma once

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "bench/operations/workload.hpp"
#include "schemes/defer_to_thread.hpp"
#include "schemes/runtime/context/log.hpp"

namespace ctxlab::bench {

struct hops {
  static constexpr int threads = 8;
  static constexpr int requests = 64;     // under way at once, an even part of the operations each
  static constexpr int throw_every = 16;  // of a request's operations, there on the thread

  std::int64_t operations = 0;
  std::int64_t lines_right = 0;  // each operation logs on its thread, and when it is back
  std::int64_t lines_wrong = 0;
  std::int64_t came_back = 0;  // operations whose result, or failure, was the right one
  std::int64_t unhandled = 0;  // failures that nobody handled
  std::int64_t requests_ended = 0;
  std::int64_t contexts_alive = 0;  // when all is over, beyond those before
  std::int64_t deferreds_alive = 0;
  double seconds = 0;  // by the wall

  // What did not come back as it should, and what was left: nothing, where all is well.
  std::int64_t astray() const {
    return (operations - came_back) + unhandled + (requests - requests_ended) + contexts_alive + deferreds_alive;
  }
};

// Whether the scheme says that a context follows a wait, and that it carries one: every line is to be right.
template <class S>
constexpr bool promises_right_lines = follows_waits<S>&& S::role != "control";

namespace hopping {

// From any thread. A line's text is the name of the context that it should be charged to.
class tally final : public log_sink, public unhandled_failure_sink {
 public:
  std::atomic<std::int64_t> right = 0, wrong = 0, unhandled_failures = 0;
  std::int64_t came_back = 0;

 private:
  void line(const context* charged, std::string_view owner) override { ++(name_of(charged) == owner ? right : wrong); }
  void unhandled(const failure&) noexcept override { ++unhandled_failures; }
};

struct failed_on_purpose : std::runtime_error {
  failed_on_purpose() : std::runtime_error("on a thread") {}
};

template <class S>
std::int64_t works(S s, std::string request, std::int64_t operation) {
  s.log(request + "-thread");
  if (operation % hops::throw_every == 0) throw failed_on_purpose();
  return operation;
}

template <class S>
coroutine<S> request(S s, asio_reactor* home, thread_pool* pool, tally* seen, std::string name, std::int64_t times) {
  for (std::int64_t i = 0; i != times; ++i) {
    const bool throws = i % hops::throw_every == 0;
    deferred there = defer_to_thread(s, *home, *pool, works<S>, name, i);
    try {
      const result got = co_await std::move(there);
      seen->came_back += !throws && got.value<std::int64_t>() == i;
    } catch (const failed_on_purpose&) {
      seen->came_back += throws;
    }
    s.log(name);
  }
}

}  // namespace hopping

// `operations` of them, or a little fewer, so that each request has as many.
template <class S>
hops hop_many(std::int64_t operations) {
  const std::int64_t each_does = operations / hops::requests;
  const std::int64_t contexts = context::alive(), deferreds = deferred::alive();
  hops counts{.operations = each_does * hops::requests};
  hopping::tally seen;
  log_sink* const outer_lines = install_log_sink(&seen);
  unhandled_failure_sink* const outer_failures = install_unhandled_failure_sink(&seen);
  const auto start = std::chrono::steady_clock::now();
  {
    asio_reactor home(asio_reactor::clock::duration::zero());
    thread_pool pool(hops::threads);
    for (int i = 0; i != hops::requests; ++i) {
      const std::string name = "r" + std::to_string(i);
      deferred(S().request(context::make(name), hopping::request<S>, &home, &pool, &seen, name, each_does))
          .add_callback([&counts] { ++counts.requests_ended; });
    }
    home.run();
  }
  counts.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  install_unhandled_failure_sink(outer_failures);
  install_log_sink(outer_lines);
  counts.lines_right = seen.right;
  counts.lines_wrong = seen.wrong;
  counts.came_back = seen.came_back;
  counts.unhandled = seen.unhandled_failures;
  counts.contexts_alive = context::alive() - contexts;
  counts.deferreds_alive = deferred::alive() - deferreds;
  return counts;
}

// By every scheme, in the order of the one list: `operations` in all by those that promise right lines, in equal parts,
// and a twentieth of such a part by each of the others, where what goes wrong does so early.
struct hops_by {
  std::string subject;
  bool promised;
  hops seen;
};
std::vector<hops_by> hop_by_all(std::int64_t operations);
nlohmann::ordered_json to_json(const std::vector<hops_by>& counts);

}  // namespace ctxlab::bench
