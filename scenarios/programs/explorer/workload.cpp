#include "scenarios/programs/explorer/workload.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>
#include <vector>

namespace ctxlab::programs {
namespace {

// Programs are taken in pieces, many enough for the threads to end together, and each long enough for finding its first
// program not to be felt.
constexpr std::uint64_t longest_piece = 1 << 16;
constexpr std::uint64_t pieces_a_thread = 64;

class sharing {
 public:
  sharing(const workload& work, const progress& tell) : work_(work), tell_(tell) {
    const std::uint64_t all = enumeration(work.what).count();
    ranks_ = work.ranks.value_or(rank_range{0, all});
    to_take_ = work.drawn ? work.drawn->count : ranks_.count;
    piece_ = std::clamp<std::uint64_t>(to_take_ / (work.jobs * pieces_a_thread), 1, longest_piece);
  }

  void run(const std::function<void(const std::function<void(const visitor&)>&)>& worker) {
    unsigned running = work_.jobs;
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i != work_.jobs; ++i)
      threads.emplace_back([&] {
        try {
          worker([this](const visitor& visit) { take_pieces(visit); });
        } catch (...) {
          const std::lock_guard alone(state_);
          if (!failed_) failed_ = std::current_exception();
          next_ = to_take_;
        }
        const std::lock_guard alone(state_);
        --running;
        ended_.notify_one();
      });
    std::unique_lock waiting(state_);
    while (!ended_.wait_for(waiting, std::chrono::milliseconds(200), [&] { return running == 0; }))
      tell_(taken_, to_take_);
    waiting.unlock();
    threads.clear();
    if (failed_) std::rethrow_exception(failed_);
  }

 private:
  void take_pieces(const visitor& visit) {
    enumeration programs(work_.what);
    for (std::uint64_t from; (from = next_.fetch_add(piece_)) < to_take_;) {
      const std::uint64_t count = std::min(piece_, to_take_ - from);
      if (work_.drawn)
        take_drawn(programs, from, count, visit);
      else
        programs.each({ranks_.first + from, count}, visit);
      taken_ += count;
    }
  }
  // What is drawn depends on the seed and on the place in the sample alone.
  void take_drawn(enumeration& programs, std::uint64_t from, std::uint64_t count, const visitor& visit) {
    for (std::uint64_t i = from; i != from + count; ++i) {
      std::seed_seq seeds{work_.drawn->seed & 0xffffffff, work_.drawn->seed >> 32, i & 0xffffffff, i >> 32};
      std::mt19937_64 random(seeds);
      const std::uint64_t rank = std::uniform_int_distribution<std::uint64_t>(0, ranks_.count - 1)(random);
      programs.each({ranks_.first + rank, 1}, visit);
    }
  }

  const workload& work_;
  const progress& tell_;
  rank_range ranks_;
  std::uint64_t to_take_, piece_;
  std::atomic<std::uint64_t> next_{0}, taken_{0};
  std::mutex state_;
  std::condition_variable ended_;
  std::exception_ptr failed_;
};

}  // namespace

void share(const workload& work, const progress& tell,
           const std::function<void(const std::function<void(const visitor&)>&)>& worker) {
  sharing(work, tell).run(worker);
}

nlohmann::ordered_json heading(std::string_view kind, const workload& work) {
  nlohmann::ordered_json made{{"kind", kind},
                              {"alphabet", work.what.of.name},
                              {"setting", work.what.in == setting::bare ? "bare" : "served"},
                              {"size", work.what.size},
                              {"requests", work.what.requests}};
  if (work.ranks) made["ranks"] = {work.ranks->first, work.ranks->first + work.ranks->count - 1};
  if (work.drawn) made["sample"] = {{"programs", work.drawn->count}, {"seed", work.drawn->seed}};
  return made;
}

}  // namespace ctxlab::programs
