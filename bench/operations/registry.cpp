#include "bench/operations/registry.hpp"

#include "schemes/runtime/accounting/accounting.hpp"

namespace ctxlab::bench {
namespace {

class accounted_workload final : public workload {
 public:
  explicit accounted_workload(std::unique_ptr<workload> work) : work_(std::move(work)) {}
  void run(std::int64_t times) override {
    const accounting by(clock_);
    work_->run(times);
  }
  std::string check() override {
    const accounting by(clock_);
    return work_->check();
  }

 private:
  thread_cpu_clock clock_;
  std::unique_ptr<workload> work_;
};

class counting_switches final : public switch_observer {
 public:
  void switched(context*, context*) noexcept override { ++count; }
  std::int64_t count = 0;
};

std::size_t bytes_in(const pool::free_lists& lists) {
  std::size_t blocks_bytes = 0;
  for (std::size_t size_class = 0; size_class != lists.size(); ++size_class)
    for (const pool::free_block* at = lists[size_class]; at; at = at->next) blocks_bytes += size_class * pool::granule;
  return blocks_bytes;
}

// Empties the thread's free lists for its life, and then gives back what was there, with what has come since.
class fresh_pools {
 public:
  fresh_pools() : before_(std::exchange(pool::lists, {})) {}
  fresh_pools(const fresh_pools&) = delete;
  fresh_pools& operator=(const fresh_pools&) = delete;
  ~fresh_pools() {
    for (std::size_t i = 0; i != before_.size(); ++i) {
      if (!before_[i]) continue;
      pool::free_block** end = &pool::lists[i];
      while (*end) end = &(*end)->next;
      *end = before_[i];
    }
  }

 private:
  pool::free_lists before_;
};

}  // namespace

std::string name_of(const operation& which) {
  std::string name = which.name;
  if (which.accounting) name += "+accounting";
  name += (which.peer ? "/peer:" : "/") + which.subject;
  if (which.n) name += '/' + std::to_string(*which.n);
  return name;
}

std::unique_ptr<workload> accounted(std::unique_ptr<workload> work) {
  return std::make_unique<accounted_workload>(std::move(work));
}

costs measure_costs(const operation& which, workload& work) {
  std::size_t held = 0;
  {
    const fresh_pools empty;
    work.run(which.items);
    held = bytes_in(pool::lists);
  }
  // The difference of two run lengths: without what is done once a run.
  const std::int64_t more = which.items < 1000 ? 8 : 1;
  counting_switches seen[2];
  bench::allocations taken[2];
  for (const int longer : {0, 1}) {
    const bench::allocations before = allocated;
    switch_observer* const outer = observe_switches(&seen[longer]);
    work.run(which.items * (1 + longer * more));
    observe_switches(outer);
    taken[longer] = {allocated.count - before.count, allocated.bytes - before.bytes};
  }
  const double items = static_cast<double>(which.items);
  const double difference = items * static_cast<double>(more);
  return {
      static_cast<double>(taken[1].count - taken[0].count) / difference,
      (static_cast<double>(held) + static_cast<double>(taken[1].bytes - taken[0].bytes) / static_cast<double>(more)) /
          items,
      static_cast<double>(seen[1].count - seen[0].count) / difference};
}

}  // namespace ctxlab::bench
