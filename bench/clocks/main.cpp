// ctxlab-clocks: what each clock of the accounting costs a switch of contexts, and how far it is off: requests that
// really burn CPU, alone, interleaved and beside busy processes, against what was really spent for each.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <numeric>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "bench/clocks/clock_situations.hpp"
#include "bench/clocks/switch_cost.hpp"
#include "bench/goals/goals.hpp"
#include "scenarios/records/whole_file.hpp"
#include "schemes/runtime/accounting/clocks.hpp"

namespace ctxlab::bench {
namespace {

constexpr situation situations[] = {situation::alone, situation::interleaved, situation::busy};
constexpr int bursts_us[] = {20, 100, 1000, 10000};

// All of it in this long, less the time that calibration and callgrind take.
struct pace {
  int passes;      // over everything, so that a bad moment of the machine hits all clocks
  double seconds;  // a pass, a clock, a situation and a length of burst
};
constexpr pace usual{4, 0.085};
constexpr pace quick{1, 0.06};

struct cell {
  const measured_clock* clock;
  situation in;
  int burst_us;
  charges seen;

  double mean_percent() const {
    return 100 * std::accumulate(seen.errors.begin(), seen.errors.end(), 0.0) / static_cast<double>(seen.errors.size());
  }
  double worst_percent() const { return 100 * *std::max_element(seen.errors.begin(), seen.errors.end()); }
  double calls_a_switch() const { return static_cast<double>(seen.system_calls) / static_cast<double>(seen.switches); }
};

struct measured {
  std::vector<cell> cells;
  cost_by_clock nanoseconds;
  std::optional<cost_by_clock> instructions;
};

std::vector<cell> all_cells(const std::string& clock, const std::string& in) {
  std::vector<cell> cells;
  for (const situation each : situations)
    for (const int burst : bursts_us)
      for (const measured_clock& by : measured_clocks())
        if (by.charge && (clock.empty() || clock == by.name) && (in.empty() || in == name_of(each)))
          cells.push_back({&by, each, burst, {}});
  return cells;
}

void charge_all(std::vector<cell>& cells, const pace& at) {
  const bool talks = isatty(STDERR_FILENO);
  for (int pass = 0; pass != at.passes; ++pass) {
    std::optional<busy_neighbours> beside;
    for (cell& each : cells) {
      if (each.in == situation::busy && !beside) beside.emplace();
      if (talks)
        std::cerr << fmt::format("\r\033[Kpass {} of {}: {}, {} us, {}", pass + 1, at.passes, name_of(each.in),
                                 each.burst_us, each.clock->name);
      each.clock->charge(each.in, each.burst_us, at.seconds, each.seen);
    }
  }
  if (talks) std::cerr << "\r\033[K";
}

// As the goals want them: the operation "clock-SITUATION", by the clock, of the burst's length.
figures to_figures(const measured& what) {
  figures all;
  for (const cell& each : what.cells)
    all.rows.push_back({fmt::format("clock-{}", name_of(each.in)),
                        each.clock->name,
                        each.burst_us,
                        "",
                        {{"mean", each.mean_percent()},
                         {"worst", each.worst_percent()},
                         {"calls in short", static_cast<double>(each.seen.calls_in_short_bursts)}}});
  if (what.instructions)
    for (const auto& [clock, count] : *what.instructions)
      all.rows.push_back({"clock-switch", clock, std::nullopt, "", {{"instructions", count}}});
  return all;
}

const std::vector<goal_rule>& clock_goals() {
  const auto by_counter = [](std::string figure, std::string operation, std::optional<std::int64_t> n) {
    return [=](const figures& all) { return all.get(figure, operation, "counter", n); };
  };
  static const std::vector<goal_rule> all{
      {{"accounting-switch", "accounting by the counter, a switch", 35, 20, "instructions",
        "a switch under the accounting minus one without, of contexts that have no parent"},
       "clocks",
       by_counter("instructions", "clock-switch", {})},
      {{"accounting-calls", "accounting by the counter, system calls in bursts below 50 us", 0, 0, "calls",
        "interleaved, bursts of 20 us: counted in the clock, while bursts took less than 50 us by the wall"},
       "clocks",
       by_counter("calls in short", "clock-interleaved", 20)},
      {{"accounting-error-mean", "accounting by the counter, 1 ms beside a busy process: mean error", 1, 0.3, "%",
        "busy, bursts of 1,000 us: |charged - spent| / spent"},
       "clocks",
       by_counter("mean", "clock-busy", 1000)},
      {{"accounting-error-worst", "accounting by the counter, 1 ms beside a busy process: worst error", 3, 1, "%",
        "busy, bursts of 1,000 us: the worst |charged - spent| / spent"},
       "clocks",
       by_counter("worst", "clock-busy", 1000)},
  };
  return all;
}

void print_cells(const measured& what) {
  std::cout << fmt::format("{:<11} {:<12} {:>8} {:>9} {:>11} {:>12} {:>13} {:>9}\n", "clock", "situation", "burst us",
                           "requests", "mean error", "worst error", "calls/switch", "preempted");
  for (const cell& each : what.cells)
    std::cout << fmt::format("{:<11} {:<12} {:>8} {:>9} {:>9.2f} % {:>10.2f} % {:>13.3f} {:>9}\n", each.clock->name,
                             name_of(each.in), each.burst_us, each.seen.errors.size(), each.mean_percent(),
                             each.worst_percent(), each.calls_a_switch(), each.seen.preemptions);
  std::cout << fmt::format("\n{:<11} {:>12} {:>22}\n", "clock", "ns a switch", "instructions a switch");
  for (const measured_clock& each : measured_clocks())
    if (each.charge)
      std::cout << fmt::format("{:<11} {:>12.1f} {:>22}  {}\n", each.name, what.nanoseconds.at(each.name),
                               what.instructions ? fmt::format("{:.1f}", what.instructions->at(each.name)) : "-",
                               each.brief);
}

records::json record(const measured& what, const std::vector<records::goal>& goals) {
  records::json rows = records::json::array();
  for (const cell& each : what.cells) {
    const std::string& name = each.clock->name;
    records::json row{{"clock", name},
                      {"situation", name_of(each.in)},
                      {"burst_us", each.burst_us},
                      {"repetitions", each.seen.errors.size()},
                      {"error_mean_percent", each.mean_percent()},
                      {"error_worst_percent", each.worst_percent()},
                      {"preemptions", each.seen.preemptions},
                      {"short_bursts", each.seen.short_bursts},
                      {"system_calls_in_short_bursts", each.seen.calls_in_short_bursts},
                      {"switch_ns", what.nanoseconds.at(name)},
                      {"system_calls_per_switch", each.calls_a_switch()}};
    row["switch_instructions"] = what.instructions ? records::json(what.instructions->at(name)) : records::json();
    rows.push_back(std::move(row));
  }
  records::json clocks = records::json::array();
  for (const measured_clock& each : measured_clocks())
    if (each.charge) clocks.push_back({{"name", each.name}, {"brief", each.brief}});
  return records::in_envelope(
      "clocks", 2, {{"clocks", std::move(clocks)}, {"rows", std::move(rows)}, {"goals", records::to_json(goals)}});
}

void warn_of_doubts(const measured& what, const std::string& not_counted) {
  if (!not_counted.empty()) std::cerr << "ctxlab-clocks: instructions are not counted: " << not_counted << '\n';
  if (!processor_counter::steady())
    std::cerr << "ctxlab-clocks: the " << processor_counter::name
              << " of this processor is not steady: the counter clock asks the thread's CPU clock at every switch\n";
  for (const cell& each : what.cells)
    if (each.in == situation::busy && each.burst_us >= 1000 && each.seen.preemptions == 0)
      std::cerr << fmt::format(
          "ctxlab-clocks: {}, {} us, busy: no other process took the core; what is shown was not "
          "disturbed\n",
          each.clock->name, each.burst_us);
}

std::vector<std::string> names_of_clocks() {
  std::vector<std::string> names;
  for (const measured_clock& each : measured_clocks())
    if (each.charge) names.push_back(each.name);
  return names;
}

int run(int argc, char** argv) {
  CLI::App app(
      "What each clock of the accounting costs a switch, and how far it is off: requests that really\n"
      "burn CPU, alone, interleaved and beside a busy process on each core, against what the thread's CPU clock says\n"
      "around each burst. Some 18 seconds.\n");
  app.footer("\nexample: build/ctxlab-clocks --quick --clock counter --json build/clocks.json");
  std::string path, clock, in;
  bool hurry = false, counted = false;
  app.add_option("--json", path, "also write the record here")->type_name("FILE");
  app.add_flag("--quick", hurry, "fewer repetitions: 5 seconds at most");
  app.add_option("--clock", clock, "charge by this clock only")
      ->check(CLI::IsMember(names_of_clocks()))
      ->type_name("NAME");
  app.add_option("--situation", in, "only this situation")
      ->check(CLI::IsMember({"alone", "interleaved", "busy"}))
      ->type_name("NAME");
  app.add_flag(count_switches_argument, counted)->group("");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  if (counted) {
    run_to_be_counted();
    return 0;
  }
  if (!path.empty()) records::expect_folder_of(path);

  measured what;
  std::string not_counted;
  what.instructions = count_switches(std::filesystem::read_symlink("/proc/self/exe"), not_counted);
  what.nanoseconds = time_switches();
  what.cells = all_cells(clock, in);
  charge_all(what.cells, hurry ? quick : usual);

  const std::vector<records::goal> goals = judge(to_figures(what), "clocks", clock_goals());
  print_cells(what);
  std::cout << '\n';
  records::print(std::cout, goals);
  warn_of_doubts(what, not_counted);
  if (!path.empty()) records::write_record(record(what, goals), path);
  return 0;
}

}  // namespace
}  // namespace ctxlab::bench

int main(int argc, char** argv) {
  try {
    return ctxlab::bench::run(argc, argv);
  } catch (const std::exception& e) {
    std::cerr << "ctxlab-clocks: " << e.what() << '\n';
    return 1;
  }
}
