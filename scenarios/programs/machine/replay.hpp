// Replays programs: prints their traces, compares them with recorded ones, or times them.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "scenarios/programs/machine/program_runner.hpp"

namespace ctxlab::programs {

struct replay_wish {
  std::vector<std::string> files;
  std::vector<std::size_t> schemes;  // indices into scheme_cards()
  run_bounds within;
};

// How one file went.
struct file_score {
  struct of_scheme {
    std::string_view scheme;
    std::size_t agreed = 0;
    std::size_t differed = 0;
  };
  std::string file;
  std::size_t programs = 0;
  std::size_t unusable = 0;  // lines that are no programs, runs that a bound stopped, and traces that are missing
  std::vector<of_scheme> schemes;

  // Whether something was compared, and all of it agreed.
  bool well() const;
};

// What one program came to under one scheme.
struct program_score {
  std::string file;
  std::string id;
  std::string_view scheme;
  std::size_t wrong_lines = 0;
  std::size_t leaked_turns = 0;  // that left a context behind in the reactor
  std::size_t warnings = 0;
  std::size_t harmless = 0;  // of the warnings
};

struct speed {
  std::string file;
  std::string_view scheme;
  std::size_t programs = 0;
  double executions_per_second = 0;
};

// Prints, for each program and scheme, one line of JSON to `out`. What is wrong goes to `complaints`, a line each.
// Says how many complaints there were. Throws unreadable.
std::size_t print_traces(const replay_wish& wish, std::ostream& out, std::ostream& complaints);

// Compares with the recorded traces, complains of a file of which nothing could be compared, and prints each
// difference, with both traces side by side around it. `each`, if given, is filled with one score for each program and
// scheme. Throws unreadable.
std::vector<file_score> check_traces(const replay_wish& wish, std::ostream& out, std::ostream& complaints,
                                     std::vector<program_score>* each = nullptr);

// Prints how the scores add up.
void print_scores(const std::vector<file_score>& scores, std::ostream& out);

// Runs the programs of each file, under each scheme in turn, again and again for `seconds`, and counts executions for
// each second of the thread's processor time; reading excluded. Programs that are wrong, or that a bound stops, are
// left out, with a complaint. Throws unreadable.
std::vector<speed> time_programs(const replay_wish& wish, double seconds, std::ostream& complaints);

}  // namespace ctxlab::programs
