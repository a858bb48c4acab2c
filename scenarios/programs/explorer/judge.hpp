// Runs programs of the fragment from memory, and says what they came to under each scheme.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "scenarios/programs/explorer/discipline.hpp"
#include "scenarios/programs/explorer/fragment_program.hpp"
#include "scenarios/programs/machine/program_runner.hpp"

namespace ctxlab::programs {

// What one run came to. Lines and turns are counted from the lowest bit of a mask on.
struct verdict {
  std::uint64_t wrong = 0, leaked = 0;  // lines in another's name or nobody's; turns that leave a context behind
  std::uint64_t lines = 0, turns = 0;   // how many were reached
  std::uint64_t order = 0;              // a hash of which line came in which turn
  bool warned = false;
  bool warned_in_time = false;  // not after the first wrong line
  bool ends_leaked = false;     // the last turn
  // In which turn each line was reached, for those of which `order` knows; and the first wrong one.
  std::array<std::uint8_t, 64> turn_of{};
  std::uint8_t first_wrong_turn = 0;

  bool right() const { return !wrong; }
  bool clean() const { return !wrong && !leaked; }
  // 0 clean, 1 wrong lines, 2 leaked turns, 3 both.
  std::size_t outcome() const { return (wrong ? 1 : 0) + (leaked ? 2 : 0); }
};

class judge {
 public:
  // The schemes whose verdicts are compared, by the roles that they play: the rules and the alternative.
  static constexpr std::size_t compared = 2;
  // In scheme_cards().
  static std::size_t scheme(std::size_t which);
  static std::string_view name(std::size_t which) { return scheme_cards()[scheme(which)].name; }

  static const discipline& rules(std::size_t which);
  // Whose rules a program obeys.
  static std::array<bool, compared> obeyed(const std::vector<term>& requests);

  // Those of the schemes that are compared, and last that of the language's, which is clean on every program.
  using verdicts_by_scheme = std::array<verdict, compared + 1>;

  judge();
  verdicts_by_scheme of(const fragment_program& judged);
  verdicts_by_scheme of(const std::vector<term>& requests) { return of(compile(requests)); }

 private:
  std::vector<std::unique_ptr<program_runner>> runners_;
  trace done_;
};

}  // namespace ctxlab::programs
