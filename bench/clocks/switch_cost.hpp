// What a switch of contexts costs under each clock of the accounting, over what it costs with none.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace ctxlab::bench {

using cost_by_clock = std::map<std::string, double>;

// Nanoseconds: the median of some runs.
cost_by_clock time_switches();

// Instructions, without those that the operating system takes in a system call: runs `program`, which is
// ctxlab-clocks, with the argument `count_switches_argument`, under callgrind. Nothing, and the reason in `why_not`,
// where that cannot be done.
inline constexpr const char* count_switches_argument = "--count-switches";
std::optional<cost_by_clock> count_switches(const std::filesystem::path& program, std::string& why_not);
// What it does there: runs of two lengths of every clock, a dump after each.
void run_to_be_counted();

}  // namespace ctxlab::bench
