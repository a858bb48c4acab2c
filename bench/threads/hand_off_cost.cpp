#include "bench/threads/hand_off_cost.hpp"

#include <time.h>

#include <algorithm>
#include <future>
#include <stdexcept>
#include <vector>

#include "bench/operations/workload.hpp"
#include "schemes/all.hpp"
#include "schemes/defer_to_thread.hpp"

namespace ctxlab::bench {
namespace {

constexpr int hand_offs = 1000;

double cpu_nanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

template <class S>
bool sees_a_context(S s) {
  return s.current() != nullptr;
}

// A hand-off's CPU time, with `mine` current where the work is sent from. All work is sent, then done, then taken back,
// one thread moving at a time: how long threads wait for one another is another matter, and a hundred times as noisy.
template <class S>
double run(asio_reactor& home, executor& pool, const context_ptr& mine) {
  const S s{};
  int back = 0, seen = 0;
  std::promise<void> sent, done;
  pool.execute([&] { sent.get_future().wait(); });
  const double before = cpu_nanoseconds();
  for (int i = 0; i != hand_offs; ++i) {
    const auto in = s.preserve(mine);
    const deferred there = defer_to_thread<S>(in, home, pool, sees_a_context<S>);
    there.add_callback([&](const result& saw) {
      ++back;
      seen += saw.value<bool>();
    });
  }
  pool.execute([&] { done.set_value(); });
  sent.set_value();
  done.get_future().wait();
  home.run();
  const double spent = cpu_nanoseconds() - before;
  if (back != hand_offs || seen != (mine ? hand_offs : 0))
    throw std::runtime_error(std::string(S::name) + ", hand-off: of " + std::to_string(hand_offs) + " " +
                             std::to_string(back) + " came back, and " + std::to_string(seen) + " saw a context");
  return spent / hand_offs;
}

template <class S>
double measure(int pairs) {
  asio_reactor home(asio_reactor::clock::duration::zero());
  thread_pool pool(1);
  const context_ptr mine = context::make("request");
  run<S>(home, pool, mine);  // what grows once has grown
  std::vector<double> more;
  for (int i = 0; i != pairs; ++i) {
    const bool first = i % 2 == 0;
    const double a = run<S>(home, pool, first ? mine : nullptr), b = run<S>(home, pool, first ? nullptr : mine);
    more.push_back(first ? a - b : b - a);
  }
  std::nth_element(more.begin(), more.begin() + pairs / 2, more.end());
  return more[static_cast<std::size_t>(pairs / 2)];
}

}  // namespace

std::map<std::string, double> measure_hand_off(int pairs) {
  std::map<std::string, double> all;
  all_schemes::for_each([&]<class S>() {
    if constexpr (follows_waits<S> && S::role != "control") all[std::string(S::name)] = measure<S>(pairs);
  });
  return all;
}

}  // namespace ctxlab::bench
