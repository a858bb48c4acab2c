#include "bench/time/timings.hpp"

#include <algorithm>

namespace ctxlab::bench {
namespace {

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
}

// Why a run was not timed; empty if it was. Google Benchmark 1.8 gave the two fields other names.
template <class Run>
std::string why_skipped(const Run& run) {
  if constexpr (requires { run.error_occurred; })
    return run.error_occurred ? run.error_message : "";
  else
    return static_cast<int>(run.skipped) ? run.skip_message : "";
}

}  // namespace

void timings::add(operation timed) {
  const std::string name = name_of(timed);
  timings_.push_back(std::make_unique<timing>(timing{timed_operation(std::move(timed)), {}, {}}));
  timing* const added = timings_.back().get();
  by_name_[name] = added;
  benchmark::RegisterBenchmark(name.c_str(), [added](benchmark::State& state) { added->timed(state); });
}

bool timings::ReportContext(const Context& context) {
  load_average_ = context.cpu_info.load_avg;
  return shown_by_->ReportContext(context);
}

void timings::ReportRuns(const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    const auto found = by_name_.find(run.run_name.function_name);
    if (found == by_name_.end()) continue;
    timing& of_run = *found->second;
    if (std::string why = why_skipped(run); !why.empty())
      of_run.wrong = std::move(why);
    else if (run.iterations > 0 && run.run_type == Run::RT_Iteration)
      of_run.nanoseconds.push_back(run.cpu_accumulated_time * 1e9 / static_cast<double>(run.iterations));
    else if (run.aggregate_name == "median" && of_run.nanoseconds.empty())  // only aggregates are reported
      of_run.nanoseconds = {run.GetAdjustedCPUTime()};
  }
  shown_by_->ReportRuns(runs);
}

std::vector<row> timings::medians() const {
  std::vector<row> all;
  for (const auto& each : timings_) {
    const operation& timed = each->timed.subject();
    if (!each->nanoseconds.empty())
      all.push_back({timed.name + (timed.accounting ? "+accounting" : ""),
                     timed.subject,
                     timed.n,
                     "",
                     {{"ns", median_of(each->nanoseconds)}}});
  }
  return all;
}

records::json timings::rows() const {
  records::json list = records::json::array();
  for (const auto& each : timings_) {
    if (!ran(*each)) continue;
    const operation& timed = each->timed.subject();
    records::json row{{"operation", timed.name},
                      {"subject", timed.subject},
                      {"n", timed.n ? records::json(*timed.n) : records::json()},
                      {"accounting", timed.accounting},
                      {"times_ns", each->nanoseconds},
                      {"wrong", each->wrong.empty() ? records::json() : records::json(each->wrong)}};
    if (const std::optional<costs>& other = each->timed.other_costs())
      row.update({{"allocations", other->allocations}, {"bytes", other->bytes}, {"switches", other->switches}});
    list.push_back(std::move(row));
  }
  return list;
}

std::vector<std::string> timings::failed() const {
  std::vector<std::string> all;
  for (const auto& each : timings_)
    if (!each->wrong.empty()) all.push_back(name_of(each->timed.subject()) + ": " + each->wrong);
  return all;
}

}  // namespace ctxlab::bench
