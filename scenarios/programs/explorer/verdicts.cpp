#include "scenarios/programs/explorer/verdicts.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "scenarios/programs/explorer/fingerprint.hpp"
#include "scenarios/programs/explorer/judge.hpp"

namespace ctxlab::programs {
namespace {

void keep(std::set<std::string>& first, const std::string& text) {
  first.insert(text);
  if (first.size() > witnesses::most) first.erase(std::prev(first.end()));
}

class exploring {
 public:
  explicit exploring(const exploration&) {}

  void take(const std::string& text) {
    const std::vector<term> requests = parse(text);
    const judge::verdicts_by_scheme seen = run(requests);
    ++found.programs;
    found.lines_reached += seen[0].lines;
    found.turns += seen[0].turns;
    found.surprises += surprises(seen);
    found.fingerprint += fingerprint_of(
        fmt::format("{} {:x}.{:x} {:x}.{:x}", text, seen[0].wrong, seen[0].leaked, seen[1].wrong, seen[1].leaked));
    ++found.outcome[seen[0].outcome()][seen[1].outcome()];
    const std::array disciplined = judge::obeyed(requests);
    found.disciplined_under_both += disciplined[0] && disciplined[1];
    for (std::size_t i = 0; i != verdicts::compared; ++i) add(found.schemes[i], seen[i], disciplined[i]);
    for (std::size_t relation = 0; relation != 2; ++relation)
      for (std::size_t fine = 0; fine != verdicts::compared; ++fine)
        if (const apart pair{fine, 1 - fine, relation == 1}; pair.shown_by(seen))
          add(found.pairs[relation][fine], text, requests, pair);
    for (std::size_t i = 0; i != verdicts::compared; ++i)
      if (const apart pair{verdicts::compared, i, false}; pair.shown_by(seen))
        add(found.wrong[i], text, requests, pair);
  }

  verdicts found;

 private:
  judge::verdicts_by_scheme run(const std::vector<term>& requests) {
    found.executions += std::tuple_size_v<judge::verdicts_by_scheme>;
    return judge_.of(requests);
  }

  static bool surprises(const judge::verdicts_by_scheme& seen) {
    for (const verdict& each : seen)
      if (each.turns != seen[0].turns || each.order != seen[0].order) return true;
    return !seen[2].clean();
  }

  static void add(scheme_tally& to, const verdict& it, bool disciplined) {
    const bool harm = !it.clean();
    to.clean += !harm;
    to.wrong += it.wrong != 0;
    to.leaked += it.leaked != 0;
    to.harm += harm;
    to.wrong_lines += static_cast<std::uint64_t>(__builtin_popcountll(it.wrong));
    to.leaked_turns += static_cast<std::uint64_t>(__builtin_popcountll(it.leaked));
    to.harm_warned += harm && it.warned;
    to.harm_silent += harm && !it.warned;
    to.clean_warned += !harm && it.warned;
    to.disciplined += disciplined;
    to.disciplined_harm += disciplined && harm;
    to.disciplined_warned += disciplined && it.warned;
    to.clean_undisciplined += !disciplined && !harm;
  }

  // Two schemes that are told apart: the one gets every line right, or is clean, and the other is not.
  struct apart {
    std::size_t fine, other;
    bool clean;
    bool shown_by(const judge::verdicts_by_scheme& seen) const {
      return clean ? seen[fine].clean() && !seen[other].clean() : seen[fine].right() && !seen[other].right();
    }
  };

  void add(witnesses& to, const std::string& text, const std::vector<term>& requests, const apart& by) {
    ++to.count;
    keep(to.first, text);
    for (const std::vector<term>& smaller : reductions(requests))
      if (by.shown_by(run(smaller))) return;
    ++to.irreducible;
    keep(to.first_irreducible, text);
  }
  judge judge_;
};

}  // namespace

scheme_tally& scheme_tally::operator+=(const scheme_tally& more) {
  clean += more.clean;
  wrong += more.wrong;
  leaked += more.leaked;
  harm += more.harm;
  wrong_lines += more.wrong_lines;
  leaked_turns += more.leaked_turns;
  harm_warned += more.harm_warned;
  harm_silent += more.harm_silent;
  clean_warned += more.clean_warned;
  disciplined += more.disciplined;
  disciplined_harm += more.disciplined_harm;
  disciplined_warned += more.disciplined_warned;
  clean_undisciplined += more.clean_undisciplined;
  return *this;
}

witnesses& witnesses::operator+=(const witnesses& more) {
  count += more.count;
  irreducible += more.irreducible;
  for (const std::string& each : more.first) keep(first, each);
  for (const std::string& each : more.first_irreducible) keep(first_irreducible, each);
  return *this;
}

verdicts& verdicts::operator+=(const verdicts& more) {
  programs += more.programs;
  lines_reached += more.lines_reached;
  turns += more.turns;
  fingerprint += more.fingerprint;
  for (std::size_t i = 0; i != outcome.size(); ++i)
    for (std::size_t k = 0; k != outcome[i].size(); ++k) outcome[i][k] += more.outcome[i][k];
  for (std::size_t i = 0; i != compared; ++i) schemes[i] += more.schemes[i];
  disciplined_under_both += more.disciplined_under_both;
  for (std::size_t i = 0; i != pairs.size(); ++i)
    for (std::size_t k = 0; k != compared; ++k) pairs[i][k] += more.pairs[i][k];
  for (std::size_t i = 0; i != compared; ++i) wrong[i] += more.wrong[i];
  surprises += more.surprises;
  executions += more.executions;
  return *this;
}

verdicts explore(const workload& work, const progress& tell) { return count_all<exploring>(work, tell); }

nlohmann::ordered_json to_json(const workload& work, const verdicts& found) {
  using json = nlohmann::ordered_json;
  const std::array names{std::string(judge::name(0)), std::string(judge::name(1))};
  json schemes = json::object(), pairs = json::array();
  for (std::size_t i = 0; i != verdicts::compared; ++i) {
    const scheme_tally& it = found.schemes[i];
    schemes[names[i]] = {{"clean", it.clean},
                         {"wrong", it.wrong},
                         {"leaked", it.leaked},
                         {"harm", it.harm},
                         {"wrong_lines", it.wrong_lines},
                         {"leaked_turns", it.leaked_turns},
                         {"harm_warned", it.harm_warned},
                         {"harm_silent", it.harm_silent},
                         {"clean_warned", it.clean_warned},
                         {"disciplined", it.disciplined},
                         {"disciplined_harm", it.disciplined_harm},
                         {"disciplined_warned", it.disciplined_warned},
                         {"clean_undisciplined", it.clean_undisciplined}};
  }
  for (std::size_t relation = 0; relation != 2; ++relation)
    for (std::size_t fine = 0; fine != verdicts::compared; ++fine) {
      const witnesses& it = found.pairs[relation][fine];
      pairs.push_back({{"relation", relation == 0 ? "line" : "clean"},
                       {"right", names[fine]},
                       {"wrong", names[1 - fine]},
                       {"count", it.count},
                       {"irreducible", it.irreducible},
                       {"first", it.first},
                       {"first_irreducible", it.first_irreducible}});
    }
  json line = heading("verdicts", work);
  line.update({{"programs", found.programs},
               {"lines_reached", found.lines_reached},
               {"turns", found.turns},
               {"fingerprint", fmt::format("{:016x}", found.fingerprint)},
               {"outcome", found.outcome},
               {"schemes", std::move(schemes)},
               {"disciplined_under_both", found.disciplined_under_both},
               {"pairs", std::move(pairs)}});
  return line;
}

}  // namespace ctxlab::programs
