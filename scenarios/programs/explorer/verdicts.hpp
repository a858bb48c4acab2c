// Runs every program of a size, and counts what went wrong under which scheme.
#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>

#include "scenarios/programs/explorer/judge.hpp"
#include "scenarios/programs/explorer/workload.hpp"

namespace ctxlab::programs {

struct scheme_tally {
  std::uint64_t clean = 0, wrong = 0, leaked = 0, harm = 0;  // programs
  std::uint64_t wrong_lines = 0, leaked_turns = 0;
  std::uint64_t harm_warned = 0, harm_silent = 0, clean_warned = 0;
  std::uint64_t disciplined = 0, disciplined_harm = 0, disciplined_warned = 0, clean_undisciplined = 0;

  scheme_tally& operator+=(const scheme_tally& more);
};

// The programs that tell one scheme from the other: fine under the one, and not under the other.
struct witnesses {
  std::uint64_t count = 0, irreducible = 0;
  std::set<std::string> first, first_irreducible;  // at most `most`, in the order of their texts
  static constexpr std::size_t most = 10;

  witnesses& operator+=(const witnesses& more);
};

struct verdicts {
  static constexpr std::size_t compared = judge::compared;
  std::uint64_t programs = 0, lines_reached = 0, turns = 0, fingerprint = 0;
  std::array<std::array<std::uint64_t, 4>, 4> outcome{};
  std::array<scheme_tally, compared> schemes;
  std::uint64_t disciplined_under_both = 0;
  // By relation (no wrong line; clean) and by the scheme under which the program is fine.
  std::array<std::array<witnesses, compared>, 2> pairs;
  // Programs whose lines are right under the language's scheme, as all are, and not under this one.
  std::array<witnesses, compared> wrong;
  // Programs that are not what is said of all: other lines or turns under another scheme, or not clean under the
  // language's.
  std::uint64_t surprises = 0;
  std::uint64_t executions = 0;  // runs under one scheme, those of smaller programs included

  verdicts& operator+=(const verdicts& more);
};

verdicts explore(const workload& work, const progress& tell);

// The line of the record.
nlohmann::ordered_json to_json(const workload& work, const verdicts& found);

}  // namespace ctxlab::programs
