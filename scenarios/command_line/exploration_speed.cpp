#include "scenarios/command_line/exploration_speed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "scenarios/programs/explorer/verdicts.hpp"

namespace ctxlab::commands {
namespace {

using namespace programs;

constexpr std::size_t rounds = 5;

struct timed {
  std::uint64_t executions;
  double seconds;
};

timed timed_by(unsigned threads, workload work) {
  work.jobs = threads;
  const auto began = std::chrono::steady_clock::now();
  const std::uint64_t executions = explore(work, [](std::uint64_t, std::uint64_t) {}).executions;
  return {executions, std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count()};
}

double median(std::vector<double> of) {
  std::nth_element(of.begin(), of.begin() + rounds / 2, of.end());
  return of[rounds / 2];
}

}  // namespace

std::vector<records::goal> speed_goals(workload work) {
  const bool two_cores = std::thread::hardware_concurrency() >= 2;
  std::uint64_t executions = 0;
  std::vector<double> rates, ratios;
  for (std::size_t round = 0; round != rounds; ++round) {
    const timed alone = timed_by(1, work);
    executions = alone.executions;
    rates.push_back(static_cast<double>(executions) / alone.seconds);
    if (two_cores) ratios.push_back(alone.seconds / timed_by(2, work).seconds);
  }
  const std::string how = fmt::format(
      "{} executions under one scheme, those of smaller programs included; the median of {}", executions, rounds);
  return {{.id = "explorer-speed",
           .title = "small programs enumerated, executed and judged",
           .must = 500'000,
           .aim = 1'000'000,
           .unit = "a second and thread",
           .how = how,
           .direction = records::better::more,
           .reached = median(rates)},
          {.id = "explorer-two-cores",
           .title = "the same by two threads, times as fast as by one",
           .must = 1.8,
           .aim = 1.9,
           .unit = "times",
           .how = how + " pairs",
           .direction = records::better::more,
           .reached = two_cores ? std::optional(median(ratios)) : std::nullopt}};
}

}  // namespace ctxlab::commands
