// The slips as a table.
#pragma once

#include <fmt/format.h>

#include <array>
#include <ostream>

#include "scenarios/programs/explorer/slip_tally.hpp"

namespace ctxlab::commands {

// What comes of slips in programs that obey a scheme's rules, over all sizes that were counted.
class slip_table {
 public:
  void take(const programs::slip_tally& more) {
    for (std::size_t i = 0; i != programs::judge::compared; ++i)
      for (std::size_t kind = 0; kind != programs::slip_names.size(); ++kind) {
        const programs::slip_count& from = more.counts[0][i][kind];
        row& to = rows_[kind][i];
        to.slips += from.slips;
        to.harm += from.harm;
        to.flagged += from.flagged;
        to.silent += from.silent;
      }
  }
  void print(std::ostream& out) const {
    out << fmt::format("\n{:>20}  {:^39}  {:^39}\n{:<20}", "", programs::judge::name(0), programs::judge::name(1),
                       "slip");
    for (std::size_t i = 0; i != programs::judge::compared; ++i)
      out << fmt::format("  {:>9} {:>9} {:>9} {:>9}", "programs", "rule", "harm", "silent");
    out << '\n';
    for (std::size_t kind = 0; kind != programs::slip_names.size(); ++kind) {
      out << fmt::format("{:<20}", programs::slip_names[kind]);
      for (const row& each : rows_[kind])
        out << fmt::format("  {:>9} {:>9} {:>9} {:>9}", each.slips, each.flagged, each.harm, each.silent);
      out << '\n';
    }
    out << "Each slip at every place of every program that obeys the scheme's rules: how many programs that makes, how "
           "many\n"
           "of them break a rule of the scheme, do harm, and do it without a warning.\n";
  }

 private:
  struct row {
    std::uint64_t slips = 0, flagged = 0, harm = 0, silent = 0;
  };
  std::array<std::array<row, programs::judge::compared>, programs::slip_names.size()> rows_{};
};

}  // namespace ctxlab::commands
