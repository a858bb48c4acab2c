// ctxlab-bench: what every scheme costs in time, by Google Benchmark and with its flags.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>
#include <string_view>

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include "bench/goals/goals.hpp"
#include "bench/instructions/counted_new.hpp"
#include "bench/operations/registry.hpp"
#include "bench/peers/peers.hpp"
#include "bench/threads/hand_off_cost.hpp"
#include "bench/threads/many_hops.hpp"
#include "bench/threads/parked_thread.hpp"
#include "build_info.hpp"

namespace ctxlab::bench {
namespace {

// One operation, made and checked when it is first measured.
class measured {
 public:
  explicit measured(operation what) : what_(std::move(what)) {}

  void operator()(benchmark::State& state) {
    if (!work_) prepare();
    if (!wrong_.empty()) {
      state.SkipWithError(("wrong answer: " + wrong_).c_str());
      return;
    }
    const bool keeps_order = holds_much();
    if (keeps_order) std::swap(pool::lists, own_);
    const std::int64_t batch = what_.items * std::max<std::int64_t>(1, 64 / what_.items);
    while (state.KeepRunningBatch(batch)) work_->run(batch);
    if (keeps_order) {
      std::swap(pool::lists, own_);
      return;  // what it takes is known from its smaller sizes
    }
    state.counters["allocs"] = costs_.allocations;
    state.counters["bytes"] = costs_.bytes;
    state.counters["switches"] = costs_.switches;
  }

 private:
  void prepare() {
    work_ = what_.make();
    if (holds_much()) std::swap(pool::lists, own_);
    try {
      if (holds_much()) what_.make()->run(what_.items);  // first, so that blocks lie together: a check has other frames
      wrong_ = work_->check();
    } catch (const std::exception& e) {
      wrong_ = std::string("it threw: ") + e.what();
    }
    if (holds_much())
      std::swap(pool::lists, own_);
    else if (wrong_.empty())
      costs_ = measure_costs(what_, *work_);
  }
  // Whether its memory is more than caches hold. It then has free lists of its own: another's run between two of its
  // repetitions would leave the blocks in another order, and their disorder would be measured.
  bool holds_much() const { return what_.items > 10000; }

  operation what_;
  std::unique_ptr<workload> work_;
  std::string wrong_;
  costs costs_{};
  pool::free_lists own_{};
};

// Shows what comes as the usual reporter would, and keeps the times for the goals.
class keeping_reporter final : public benchmark::BenchmarkReporter {
 public:
  keeping_reporter() : shows_(benchmark::CreateDefaultDisplayReporter()) {}

  bool ReportContext(const Context& context) override { return shows_->ReportContext(context); }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& each : runs) {
      if (each.error_occurred) failed_.insert(each.benchmark_name() + ": " + each.error_message);
      if (each.error_occurred || each.iterations <= 0) continue;
      const std::string& name = each.run_name.function_name;
      if (each.run_type == Run::RT_Iteration)
        times_[name].push_back(each.cpu_accumulated_time * 1e9 / static_cast<double>(each.iterations));
      else if (each.aggregate_name == "median" && !times_.contains(name))  // only aggregates are shown
        times_[name] = {each.GetAdjustedCPUTime()};
    }
    shows_->ReportRuns(runs);
  }
  void Finalize() override { shows_->Finalize(); }

  const std::set<std::string>& failed() const { return failed_; }
  // The medians in nanoseconds of CPU time, which other processes on the machine lengthen least.
  std::vector<row> rows() const {
    std::vector<row> all;
    for (const auto& [name, times] : times_) {
      const std::optional<parsed_name> it = parse_name(name);
      if (!it) continue;
      std::vector<double> sorted = times;
      std::sort(sorted.begin(), sorted.end());
      const double median = (sorted[(sorted.size() - 1) / 2] + sorted[sorted.size() / 2]) / 2;
      all.push_back({it->operation + (it->accounting ? "+accounting" : ""), it->who, it->n, "", {{"ns", median}}});
    }
    return all;
  }

 private:
  benchmark::BenchmarkReporter* shows_;  // the library's own, of static storage
  std::map<std::string, std::vector<double>> times_;
  std::set<std::string> failed_;
};

constexpr const char* help = R"(usage: ctxlab-bench [--quick] [Google Benchmark's flags]

Measures the time of every operation by every scheme, each after its answer has been checked; without a filter, also
what a hand-off to a thread pool costs more with a context than without, and whether the lines of many operations that
hop to the threads of a pool and back are right.
  --quick                          writes into the record that the run was a quick one
  --benchmark_list_tests           the names, OPERATION/WHO or OPERATION/WHO/SIZE
  --benchmark_filter=REGEX         only those whose name matches
  --benchmark_repetitions=N        so often, and the spread
  --benchmark_min_time=SECONDS     at least so long each
  --benchmark_enable_random_interleaving=true
  --benchmark_format=console|json|csv
  --benchmark_out=FILE --benchmark_out_format=json
  (and the others of https://github.com/google/benchmark/blob/v1.7.1/docs/user_guide.md)

example: build/ctxlab-bench --benchmark_filter='^await_incomplete/' --benchmark_repetitions=9
)";

std::vector<operation> everything(std::string& peers) {
  std::vector<operation> all = scheme_operations();
#ifdef CTXLAB_PEERS
  const std::size_t own = all.size();
  add_kj(all);
  add_asio(all);
  add_boost_fiber(all);
  add_log4cxx(all);
  std::set<std::string> names;
  for (std::size_t i = own; i != all.size(); ++i) names.insert(all[i].who.substr(5));
  for (const std::string& each : names) peers += (peers.empty() ? "" : " ") + each;
#else
  peers = "none";
#endif
  return all;
}

// Puts what else was measured into the library's record, as text: it may hold NaN, which is no JSON. Only where it is
// a record in JSON; another format stays as it is.
void add_to_record(const std::string& path, const std::map<std::string, nlohmann::json>& what) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  std::string record = text.str();
  constexpr std::string_view opening = "\"context\": {";
  const std::size_t at = record.find(opening);
  if (at == record.npos) return;
  for (const auto& [name, value] : what)
    record.insert(at + opening.size(), "\n    \"" + name + "\": " + value.dump() + ",");
  std::ofstream(path) << record;
}

std::map<std::string, std::string> roles() {
  std::map<std::string, std::string> plays;
  for (const auto& each : scheme_list()) plays[each["role"]] = each["name"];
  return plays;
}

int run(int argc, char** argv) {
  std::vector<std::string> arguments(argv, argv + argc);
  const bool quick = std::erase(arguments, "--quick") != 0;
  bool shows_goals = true, all = true;
  std::string out;
  for (std::string& each : arguments) {
    constexpr std::string_view out_flag = "--benchmark_out=";
    if (each.starts_with(out_flag) && each.size() > out_flag.size()) {
      out = each.substr(out_flag.size());
      each += ".part";  // takes its name when all is there
    }
    if (each == "--benchmark_format=json" || each == "--benchmark_format=csv" ||
        each.starts_with("--benchmark_list_tests"))
      shows_goals = false;
    if (each.starts_with("--benchmark_list_tests") || each.starts_with("--benchmark_filter=")) all = false;
  }
  std::vector<char*> pointers;
  for (std::string& each : arguments) pointers.push_back(each.data());
  int count = static_cast<int>(pointers.size());
  benchmark::Initialize(&count, pointers.data(), [] { std::fputs(help, stdout); });
  if (benchmark::ReportUnrecognizedArguments(count, pointers.data())) {
    std::cerr << "ctxlab-bench: see ctxlab-bench --help\n";
    return 2;
  }

  std::string peers;
  std::vector<std::unique_ptr<measured>> kept;
  for (operation& each : everything(peers)) {
    const std::string name = name_of(each);
    kept.push_back(std::make_unique<measured>(std::move(each)));
    benchmark::RegisterBenchmark(name.c_str(), [what = kept.back().get()](benchmark::State& s) { (*what)(s); });
  }
  using benchmark::AddCustomContext;
  AddCustomContext("ctxlab_schema", "ctxlab.bench/1");
  AddCustomContext("ctxlab_schemes", scheme_list().dump());
  AddCustomContext("ctxlab_peers", peers);
  AddCustomContext("commit", build_info::commit);
  AddCustomContext("dirty", build_info::dirty ? "true" : "false");
  AddCustomContext("compiler", build_info::compiler);
  AddCustomContext("flags", build_info::flags);
  AddCustomContext("quick", quick ? "true" : "false");

  const parked_thread beside;
  keeping_reporter reporter;
  const std::size_t ran = benchmark::RunSpecifiedBenchmarks(&reporter);
  if (ran == 0) return 1;
  std::vector<row> rows = reporter.rows();
  std::set<std::string> failed = reporter.failed();
  std::vector<hops_by> hopped;
  if (all) {
    try {
      for (const auto& [who, more] : measure_hand_off(quick ? 41 : 101))
        rows.push_back({"hand_off_more", who, std::nullopt, "", {{"ns", more}}});
      hopped = hop_by_all(quick ? 100'000 : 1'000'000);
      for (const auto& [who, promised, seen] : hopped)
        if (promised)
          rows.push_back({"many_hops",
                          who,
                          std::nullopt,
                          "",
                          {{"lines_wrong", static_cast<double>(seen.lines_wrong)},
                           {"astray", static_cast<double>(seen.astray())}}});
    } catch (const std::exception& wrong) {
      failed.insert(wrong.what());
    }
  }
  const std::vector<judged_goal> judged = judge({std::move(rows), roles()}, "ns");
  if (shows_goals) {
    std::cout << '\n';
    print(std::cout, judged);
  }
  for (const std::string& each : failed) std::cerr << "ctxlab-bench: " << each << '\n';
  if (!out.empty()) {
    std::map<std::string, nlohmann::json> more{{"ctxlab_goals", to_json(judged)}};
    if (!hopped.empty()) more["ctxlab_hops"] = to_json(hopped);
    add_to_record(out + ".part", more);
    std::error_code error;
    std::filesystem::rename(out + ".part", out, error);
    if (error) {
      std::cerr << "ctxlab-bench: cannot write " << out << ": " << error.message() << '\n';
      return 1;
    }
  }
  return failed.empty() ? 0 : 1;
}

}  // namespace
}  // namespace ctxlab::bench

int main(int argc, char** argv) { return ctxlab::bench::run(argc, argv); }
