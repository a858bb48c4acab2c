#include "scenarios/programs/explorer/slip_tally.hpp"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

namespace ctxlab::programs {
namespace {

using json = nlohmann::ordered_json;

// The lines of one request, as a mask.
std::uint64_t lines_of(std::size_t request, const fragment_program& it) {
  const std::uint32_t from = it.first_lines[request];
  const std::uint32_t to = request + 1 < it.first_lines.size() ? it.first_lines[request + 1] : it.lines;
  return ((std::uint64_t{1} << to) - 1) & ~((std::uint64_t{1} << from) - 1);
}

void add(slip_count& to, const verdict& it, bool flagged, std::uint64_t own_lines, std::size_t line_before) {
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
  if (!it.wrong) return;
  const std::size_t turns = it.first_wrong_turn - std::min(it.turn_of[line_before], it.first_wrong_turn);
  ++to.distances[it.warned_in_time ? 1 : 0][std::min(turns, slip_count::farthest)];
}

json to_json(const slip_count& it) {
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

// What is said of each base, scheme and kind of slip, if there is anything.
json rows(const slip_tally& found, const std::function<json(const slip_count&)>& said) {
  json all = json::array();
  for (std::size_t base = 0; base != found.counts.size(); ++base)
    for (std::size_t i = 0; i != judge::compared; ++i)
      for (std::size_t kind = 0; kind != slip_names.size(); ++kind) {
        const json of_it = said(found.counts[base][i][kind]);
        if (of_it.is_null()) continue;
        json row{{"base", base == 0 ? "own" : "both"}, {"scheme", judge::name(i)}, {"slip", slip_names[kind]}};
        row.update(of_it);
        all.push_back(std::move(row));
      }
  return all;
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
        if (obeyed[i]) add(found.counts[0][i][each.kind], seen[i], !still[i], own, each.line);
        if (both) add(found.counts[1][i][each.kind], seen[i], !still[i], own, each.line);
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
  for (std::size_t warned = 0; warned != distances.size(); ++warned)
    for (std::size_t i = 0; i != distances[warned].size(); ++i) distances[warned][i] += more.distances[warned][i];
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
  json disciplined = json::object();
  for (std::size_t i = 0; i != judge::compared; ++i) disciplined[std::string(judge::name(i))] = found.disciplined[i];
  disciplined["both"] = found.disciplined_under_both;
  json line = heading("slips", work);
  line.update({{"disciplined", std::move(disciplined)},
               {"tally", rows(found, [](const slip_count& it) { return it.slips ? to_json(it) : json(); })}});
  return line;
}

nlohmann::ordered_json distances_to_json(const workload& work, const slip_tally& found) {
  json line = heading("distances", work);
  line["rows"] = rows(found, [](const slip_count& it) {
    return it.wrong ? json{{"silent", it.distances[0]}, {"warned", it.distances[1]}} : json();
  });
  return line;
}

}  // namespace ctxlab::programs
