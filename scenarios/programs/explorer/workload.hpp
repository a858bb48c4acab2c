// Takes the programs of an exploration on several threads.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "scenarios/programs/explorer/enumerate.hpp"

namespace ctxlab::programs {

// Programs that are drawn, each as likely as any other and whatever was drawn before.
struct sample {
  std::uint64_t count;
  std::uint64_t seed;
};

// All programs of an exploration, those of some ranks, or a sample of them.
struct workload {
  exploration what;
  std::optional<rank_range> ranks = {};
  std::optional<sample> drawn = {};
  unsigned jobs = 1;  // threads
};

// Told now and then how many programs have been taken, of how many.
using progress = std::function<void(std::uint64_t taken, std::uint64_t all)>;
using visitor = std::function<void(const std::string& text)>;

// Runs `worker` on each thread; what it is given hands on this thread's share of the programs. An exception of one ends
// all, and is thrown.
void share(const workload& work, const progress& tell,
           const std::function<void(const std::function<void(const visitor&)>& each)>& worker);

// The sum of what counters counted, one a thread: Counter has take(text), and a `found` that can be added up.
template <class Counter>
auto count_all(const workload& work, const progress& tell) {
  decltype(Counter::found) total;
  std::mutex adding;
  share(work, tell, [&](const auto& each) {
    Counter own(work.what);
    each([&](const std::string& text) { own.take(text); });
    const std::lock_guard alone(adding);
    total += own.found;
  });
  return total;
}

// How a line of the record begins.
nlohmann::ordered_json heading(std::string_view kind, const workload& work);

}  // namespace ctxlab::programs
