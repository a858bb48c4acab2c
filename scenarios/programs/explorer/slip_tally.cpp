#include "scenarios/programs/explorer/slip_tally.hpp"

#include <nlohmann/json.hpp>

namespace ctxlab::programs {
namespace {

// The lines of one request, as a mask.
std::uint64_t lines_of(std::size_t request, const fragment_program& it) {
  const std::uint32_t from = it.first_lines[request];
  const std::uint32_t to = request + 1 < it.first_lines.size() ? it.first_lines[request + 1] : it.lines;
  return ((std::uint64_t{1} << to) - 1) & ~((std::uint64_t{1} << from) - 1);
}

void add(slip_count& to, const verdict& it, bool flagged, std::uint64_t own_lines) {
  const bool harm = !it.clean();
  ++to.slips;
  to.flagged += flagged;
  to.wrong += it.wrong != 0;
  to.leaked += it.leaked != 0;
  to.harm += harm;
  to.wrong_lines += static_cast<std::uint64_t>(__builtin_popcountll(it.wrong));
  to.leaked_turns += static_cast<std::uint64_t>(__builtin_popcountll(it.leaked));
  to.spread += (it.wrong & ~own_lines) != 0;
  to.forever += it.ends_leaked;
  to.silent += harm && !it.warned;
  to.warned_in_time += it.warned_in_time;
  to.unflagged_harm += harm && !flagged;
}

nlohmann::ordered_json to_json(const slip_count& it) {
  return {{"slips", it.slips},
          {"flagged", it.flagged},
          {"wrong", it.wrong},
          {"leaked", it.leaked},
          {"harm", it.harm},
          {"wrong_lines", it.wrong_lines},
          {"leaked_turns", it.leaked_turns},
          {"spread", it.spread},
          {"forever", it.forever},
          {"silent", it.silent},
          {"warned_in_time", it.warned_in_time},
          {"unflagged_harm", it.unflagged_harm}};
}

class slipping {
 public:
  explicit slipping(const exploration& what) : in_(what.in) {}

  void take(const std::string& text) {
    const std::vector<term> requests = parse(text);
    const std::array obeyed = judge::obeyed(requests);
    if (!obeyed[0] && !obeyed[1]) return;
    const bool both = obeyed[0] && obeyed[1];
    for (std::size_t i = 0; i != obeyed.size(); ++i) found.disciplined[i] += obeyed[i];
    found.disciplined_under_both += both;
    for (const slip& each : slips(requests, in_)) {
      const fragment_program mutant = compile(each.mutant);
      const judge::verdicts_by_scheme seen = judge_.of(mutant);
      const std::array still = judge::obeyed(each.mutant);
      const std::uint64_t own = lines_of(each.request, mutant);
      for (std::size_t i = 0; i != obeyed.size(); ++i) {
        if (obeyed[i]) add(found.counts[0][i][each.kind], seen[i], !still[i], own);
        if (both) add(found.counts[1][i][each.kind], seen[i], !still[i], own);
      }
    }
  }

  slip_tally found;

 private:
  setting in_;
  judge judge_;
};

}  // namespace

slip_count& slip_count::operator+=(const slip_count& more) {
  slips += more.slips;
  flagged += more.flagged;
  wrong += more.wrong;
  leaked += more.leaked;
  harm += more.harm;
  wrong_lines += more.wrong_lines;
  leaked_turns += more.leaked_turns;
  spread += more.spread;
  forever += more.forever;
  silent += more.silent;
  warned_in_time += more.warned_in_time;
  unflagged_harm += more.unflagged_harm;
  return *this;
}

slip_tally& slip_tally::operator+=(const slip_tally& more) {
  for (std::size_t i = 0; i != disciplined.size(); ++i) disciplined[i] += more.disciplined[i];
  disciplined_under_both += more.disciplined_under_both;
  for (std::size_t base = 0; base != counts.size(); ++base)
    for (std::size_t i = 0; i != counts[base].size(); ++i)
      for (std::size_t kind = 0; kind != counts[base][i].size(); ++kind)
        counts[base][i][kind] += more.counts[base][i][kind];
  return *this;
}

slip_tally count_slips(const workload& work, const progress& tell) { return count_all<slipping>(work, tell); }

nlohmann::ordered_json to_json(const workload& work, const slip_tally& found) {
  using json = nlohmann::ordered_json;
  json disciplined = json::object(), tally = json::array();
  for (std::size_t i = 0; i != judge::compared; ++i) disciplined[std::string(judge::name(i))] = found.disciplined[i];
  disciplined["both"] = found.disciplined_under_both;
  for (std::size_t base = 0; base != found.counts.size(); ++base)
    for (std::size_t i = 0; i != judge::compared; ++i)
      for (std::size_t kind = 0; kind != slip_names.size(); ++kind) {
        const slip_count& it = found.counts[base][i][kind];
        if (!it.slips) continue;
        json row{{"base", base == 0 ? "own" : "both"}, {"scheme", judge::name(i)}, {"slip", slip_names[kind]}};
        row.update(to_json(it));
        tally.push_back(std::move(row));
      }
  json line = heading("slips", work);
  line.update({{"disciplined", std::move(disciplined)}, {"tally", std::move(tally)}});
  return line;
}

}  // namespace ctxlab::programs
