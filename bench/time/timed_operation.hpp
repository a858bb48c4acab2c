// One operation as Google Benchmark runs it: made and checked when it is first measured.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "bench/operations/registry.hpp"

namespace ctxlab::bench {

class timed_operation {
 public:
  explicit timed_operation(operation timed) : operation_(std::move(timed)) {}

  const operation& subject() const { return operation_; }
  // What it costs besides time. Nothing of one that holds much: its smaller sizes tell.
  const std::optional<costs>& other_costs() const { return costs_; }

  void operator()(benchmark::State& state) {
    if (!work_) prepare();
    if (!wrong_.empty()) {
      state.SkipWithError(("wrong answer: " + wrong_).c_str());
      return;
    }
    const bool keeps_order = holds_much();
    if (keeps_order) std::swap(pool::lists, own_lists_);
    const std::int64_t batch = operation_.items * std::max<std::int64_t>(1, 64 / operation_.items);
    while (state.KeepRunningBatch(batch)) work_->run(batch);
    if (keeps_order) std::swap(pool::lists, own_lists_);
    if (!costs_) return;
    state.counters["allocs"] = costs_->allocations;
    state.counters["bytes"] = costs_->bytes;
    state.counters["switches"] = costs_->switches;
  }

 private:
  void prepare() {
    work_ = operation_.make();
    if (holds_much()) std::swap(pool::lists, own_lists_);
    try {
      // First, so that blocks lie together: a check has other frames.
      if (holds_much()) operation_.make()->run(operation_.items);
      wrong_ = work_->check();
    } catch (const std::exception& thrown) {
      wrong_ = std::string("it threw: ") + thrown.what();
    }
    if (holds_much())
      std::swap(pool::lists, own_lists_);
    else if (wrong_.empty())
      costs_ = measure_costs(operation_, *work_);
  }
  // Whether its memory is more than caches hold. It then has free lists of its own: another's run between two of its
  // repetitions would leave the blocks in another order, and their disorder would be measured.
  bool holds_much() const { return operation_.items > 10000; }

  operation operation_;
  std::unique_ptr<workload> work_;
  std::string wrong_;
  std::optional<costs> costs_;
  pool::free_lists own_lists_{};
};

}  // namespace ctxlab::bench
