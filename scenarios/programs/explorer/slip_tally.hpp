// Makes every slip in every program that obeys a scheme's rules, and counts what comes of them.
#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>

#include "scenarios/programs/explorer/judge.hpp"
#include "scenarios/programs/explorer/slips.hpp"
#include "scenarios/programs/explorer/workload.hpp"

namespace ctxlab::programs {

// Of one kind of slip under one scheme.
struct slip_count {
  std::uint64_t slips = 0, flagged = 0;  // mutants; those that break a rule of the scheme
  std::uint64_t wrong = 0, leaked = 0, harm = 0, wrong_lines = 0, leaked_turns = 0;
  std::uint64_t spread = 0;          // a wrong line in another request than the slip's
  std::uint64_t forever = 0;         // the last turn is leaked
  std::uint64_t silent = 0;          // harm, and no warning
  std::uint64_t warned_in_time = 0;  // the first warning comes before the first wrong line
  std::uint64_t unflagged_harm = 0;
  // Mutants with wrong lines by how many turns the first one is from the line before the slip (the last: that many or
  // more), first those without a warning up to there, then those warned of.
  static constexpr std::size_t farthest = 5;
  std::array<std::array<std::uint64_t, farthest + 1>, 2> distances{};

  slip_count& operator+=(const slip_count& more);
};

struct slip_tally {
  std::array<std::uint64_t, judge::compared> disciplined{};
  std::uint64_t disciplined_under_both = 0;
  // In programs disciplined under this scheme, and in those disciplined under both; by scheme, and by kind of slip.
  std::array<std::array<std::array<slip_count, slip_names.size()>, judge::compared>, 2> counts{};

  slip_tally& operator+=(const slip_tally& more);
};

slip_tally count_slips(const workload& work, const progress& tell);

// The line of the record.
nlohmann::ordered_json to_json(const workload& work, const slip_tally& found);
// A line of another: how far wrong lines are from the slip, for each base, scheme and kind of slip that has some.
nlohmann::ordered_json distances_to_json(const workload& work, const slip_tally& found);

}  // namespace ctxlab::programs
