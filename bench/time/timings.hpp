// The times of operations, as Google Benchmark reports them, kept for the record and the goals.
#pragma once

#include <benchmark/benchmark.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bench/goals/figures.hpp"
#include "bench/time/timed_operation.hpp"
#include "scenarios/records/envelope.hpp"

namespace ctxlab::bench {

// Shows each run as the library's own reporter does, and keeps its time: nanoseconds of CPU time an operation, which
// other processes on the machine lengthen least, by the operation that is registered under the run's name.
class timings final : public benchmark::BenchmarkReporter {
 public:
  timings() : shown_by_(benchmark::CreateDefaultDisplayReporter()) {}

  // Registers the operation with the library. Both have to live until the benchmarks have run.
  void add(operation timed);

  bool ReportContext(const Context& context) override;
  void ReportRuns(const std::vector<Run>& runs) override;
  void Finalize() override { shown_by_->Finalize(); }

  // The median of each operation that was timed, as "ns".
  std::vector<row> medians() const;
  // A row for each operation that ran, in the order in which they were added: operation, who, n, accounting, times_ns
  // (one a repetition), allocations, bytes and switches where they are known, and wrong: why there is no time, or null.
  records::json rows() const;
  // The operations whose answer was wrong, and how.
  std::vector<std::string> failed() const;
  // Of the machine, when the benchmarks began.
  const std::vector<double>& load_average() const { return load_average_; }

 private:
  struct timing {
    timed_operation timed;
    std::vector<double> nanoseconds;  // one a repetition; only the median where no more is reported
    std::string wrong;
  };
  bool ran(const timing& one) const { return !one.nanoseconds.empty() || !one.wrong.empty(); }

  benchmark::BenchmarkReporter* shown_by_;  // the library's own, of static storage
  std::vector<std::unique_ptr<timing>> timings_;
  std::map<std::string, timing*> by_name_;
  std::vector<double> load_average_;
};

}  // namespace ctxlab::bench
