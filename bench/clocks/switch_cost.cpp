#include "bench/clocks/switch_cost.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <valgrind/callgrind.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "bench/clocks/clock_situations.hpp"
#include "scenarios/records/temporary_folder.hpp"

namespace ctxlab::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t few = 1'000;
constexpr std::int64_t many = 3'000;

double nanoseconds_a_switch(const measured_clock& clock) {
  constexpr std::int64_t times = 20'000;
  std::array<double, 9> all{};
  for (double& each : all) {
    const auto start = std::chrono::steady_clock::now();
    clock.switches(times);
    each = std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count() / times;
  }
  std::nth_element(all.begin(), all.begin() + all.size() / 2, all.end());
  return all[all.size() / 2];
}

// Of what was first, the clock called none, there is no more than itself.
cost_by_clock over_none(const std::vector<double>& a_switch) {
  cost_by_clock all;
  const auto& clocks = measured_clocks();
  for (std::size_t i = 1; i < clocks.size(); ++i) all[clocks[i].name] = a_switch[i] - a_switch[0];
  return all;
}

// The instructions of a dump: the figure after "totals:".
std::optional<double> instructions_in(const fs::path& dump) {
  std::ifstream from(dump);
  for (std::string word; from >> word;)
    if (double count = 0; word == "totals:" && from >> count) return count;
  return std::nullopt;
}

// Its end as waitpid tells it.
int run_under_callgrind(const fs::path& program, const fs::path& out) {
  const pid_t child = fork();
  if (child < 0) return 126 << 8;
  if (child == 0) {
    const int nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    const std::string file = "--callgrind-out-file=" + out.string();
    execlp("valgrind", "valgrind", "--tool=callgrind", file.c_str(), program.c_str(), count_switches_argument, nullptr);
    _exit(errno == ENOENT ? 127 : 126);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

std::optional<cost_by_clock> read_counts(const fs::path& out, std::string& why_not) {
  std::vector<double> a_switch;
  for (std::size_t i = 0; i != measured_clocks().size(); ++i) {
    const auto shorter = instructions_in(out.string() + "." + std::to_string(2 * i + 1));
    const auto longer = instructions_in(out.string() + "." + std::to_string(2 * i + 2));
    if (!shorter || !longer) {
      why_not = "callgrind wrote no totals into " + out.string() + ".*";
      return std::nullopt;
    }
    a_switch.push_back((*longer - *shorter) / static_cast<double>(many - few));
  }
  return over_none(a_switch);
}

}  // namespace

cost_by_clock time_switches() {
  std::vector<double> a_switch;
  for (const measured_clock& each : measured_clocks()) a_switch.push_back(nanoseconds_a_switch(each));
  return over_none(a_switch);
}

void run_to_be_counted() {
  for (const measured_clock& each : measured_clocks()) {
    each.switches(few);  // what grows once has grown
    for (const std::int64_t times : {few, many}) {
      CALLGRIND_ZERO_STATS;
      each.switches(times);
      CALLGRIND_DUMP_STATS;
    }
  }
}

std::optional<cost_by_clock> count_switches(const fs::path& program, std::string& why_not) try {
  if (!fs::exists(program)) {
    why_not = "no " + program.string() + "; build it with: cmake --build build --target ctxlab-clocks";
    return std::nullopt;
  }
  const temporary_folder folder("ctxlab-clocks");
  const fs::path out = folder.path / "out";
  const int status = run_under_callgrind(program, out);
  std::optional<cost_by_clock> counts;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
    counts = read_counts(out, why_not);
  else if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
    why_not = "valgrind is not there; install it with: apt-get install valgrind";
  else
    why_not = program.string() + " failed under valgrind; see: valgrind --tool=callgrind " + program.string() + " " +
              count_switches_argument;
  return counts;
} catch (const std::runtime_error& no_folder) {
  why_not = no_folder.what();
  return std::nullopt;
}

}  // namespace ctxlab::bench
