// ctxlab-bench: what every scheme costs in time, by Google Benchmark and with its flags.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <iostream>
#include <set>

#include "bench/goals/goals.hpp"
#include "bench/instructions/counted_new.hpp"
#include "bench/peers/peers.hpp"
#include "bench/threads/hand_off_cost.hpp"
#include "bench/threads/many_hops.hpp"
#include "bench/threads/parked_thread.hpp"
#include "bench/time/timings.hpp"
#include "scenarios/records/whole_file.hpp"

namespace ctxlab::bench {
namespace {

constexpr const char* help = R"(usage: ctxlab-bench [--quick] [--json FILE] [Google Benchmark's flags]

Measures the time of every operation by every scheme, each after its answer has been checked; without a filter, also
what a hand-off to a thread pool costs more with a context than without, and whether the lines of many operations that
hop to the threads of a pool and back are right.
  --json FILE                      writes the record for the report
  --quick                          writes into the record that the run was a quick one
  --benchmark_list_tests           the names, OPERATION/WHO or OPERATION/WHO/SIZE
  --benchmark_filter=REGEX         only those whose name matches
  --benchmark_repetitions=N        so often, and the spread
  --benchmark_min_time=SECONDS     at least so long each
  --benchmark_enable_random_interleaving=true
  (and the others of https://github.com/google/benchmark/blob/v1.7.1/docs/user_guide.md)

example: build/ctxlab-bench --benchmark_filter='^await_incomplete/' --benchmark_repetitions=9
)";

// What the user asked for besides the library's flags, which are left in `arguments`.
struct options {
  bool quick = false;
  std::string record;
  bool everything = true;   // no filter and no listing: also what is no operation
  bool shows_goals = true;  // the output is a table for people

  explicit options(std::vector<std::string>& arguments) {
    for (auto each = arguments.begin(); each != arguments.end();) {
      if (*each == "--quick") {
        quick = true;
        each = arguments.erase(each);
      } else if (*each == "--json" || each->starts_with("--json=")) {
        each = take_record(arguments, each);
      } else {
        if (each->starts_with("--benchmark_list_tests") || each->starts_with("--benchmark_filter=")) everything = false;
        if (each->starts_with("--benchmark_list_tests") || *each == "--benchmark_format=json" ||
            *each == "--benchmark_format=csv")
          shows_goals = false;
        ++each;
      }
    }
  }

 private:
  using iterator = std::vector<std::string>::iterator;
  iterator take_record(std::vector<std::string>& arguments, iterator flag) {
    if (const std::size_t equals = flag->find('='); equals != flag->npos) {
      record = flag->substr(equals + 1);
      flag = arguments.erase(flag);
    } else if (flag + 1 != arguments.end()) {
      record = *(flag + 1);
      flag = arguments.erase(flag, flag + 2);
    } else {
      flag = arguments.erase(flag);
    }
    if (record.empty()) throw std::invalid_argument("--json needs the name of a file, as in --json build/bench.json");
    return flag;
  }
};

std::vector<operation> peer_operations() {
  std::vector<operation> all;
#ifdef CTXLAB_PEERS
  add_kj(all);
  add_asio(all);
  add_boost_fiber(all);
  add_log4cxx(all);
  for (operation& each : all) each.peer = true;
#endif
  return all;
}

// What is measured beside the operations, which are not of one thread.
struct between_threads {
  std::vector<row> figures;
  std::vector<hops_by> hops;
  std::string wrong;

  between_threads() = default;
  explicit between_threads(bool quick) {
    try {
      measure(quick);
    } catch (const std::exception& thrown) {
      wrong = thrown.what();
    }
  }

 private:
  void measure(bool quick) {
    for (const auto& [subject, more] : measure_hand_off(quick ? 41 : 101))
      figures.push_back({"hand_off_more", subject, std::nullopt, "", {{"ns", more}}});
    hops = hop_by_all(quick ? 100'000 : 1'000'000);
    for (const auto& [subject, promised, seen] : hops)
      if (promised)
        figures.push_back(
            {"many_hops",
             subject,
             std::nullopt,
             "",
             {{"lines_wrong", static_cast<double>(seen.lines_wrong)}, {"astray", static_cast<double>(seen.astray())}}});
  }
};

int run(std::vector<std::string> arguments) {
  const options asked(arguments);
  std::vector<char*> pointers;
  for (std::string& each : arguments) pointers.push_back(each.data());
  int count = static_cast<int>(pointers.size());
  benchmark::Initialize(&count, pointers.data(), [] { std::fputs(help, stdout); });
  if (benchmark::ReportUnrecognizedArguments(count, pointers.data())) {
    std::cerr << "ctxlab-bench: see ctxlab-bench --help\n";
    return 2;
  }
  if (!asked.record.empty()) records::expect_folder_of(asked.record);

  timings timed;
  for (operation& each : scheme_operations()) timed.add(std::move(each));
  std::set<std::string> peers;
  for (operation& each : peer_operations()) {
    peers.insert(each.subject);
    timed.add(std::move(each));
  }
  const parked_thread beside;
  if (benchmark::RunSpecifiedBenchmarks(&timed) == 0) return 1;
  const between_threads threads = asked.everything ? between_threads(asked.quick) : between_threads();

  figures measured{timed.medians(), roles()};
  measured.rows.insert(measured.rows.end(), threads.figures.begin(), threads.figures.end());
  const std::vector<records::goal> goals = judge(measured, "ns");
  if (asked.shows_goals) {
    std::cout << '\n';
    records::print(std::cout, goals);
  }
  std::vector<std::string> failed = timed.failed();
  if (!threads.wrong.empty()) failed.push_back(threads.wrong);
  for (const std::string& each : failed) std::cerr << "ctxlab-bench: " << each << '\n';
  if (!asked.record.empty())
    records::write_record(records::in_envelope("bench", 2,
                                               {{"schemes", records::scheme_list()},
                                                {"quick", asked.quick},
                                                {"peers", peers},
                                                {"load_average", timed.load_average()},
                                                {"rows", timed.rows()},
                                                {"hops", to_json(threads.hops)},
                                                {"goals", records::to_json(goals)}}),
                          asked.record);
  return failed.empty() ? 0 : 1;
}

}  // namespace
}  // namespace ctxlab::bench

int main(int argc, char** argv) {
  try {
    return ctxlab::bench::run({argv, argv + argc});
  } catch (const std::invalid_argument& wrong) {
    std::cerr << "ctxlab-bench: " << wrong.what() << '\n';
    return 2;
  } catch (const std::exception& wrong) {
    std::cerr << "ctxlab-bench: " << wrong.what() << '\n';
    return 1;
  }
}
