#include "scenarios/suite/run_record.hpp"

#include <nlohmann/json.hpp>

#include "scenarios/records/envelope.hpp"
#include "scenarios/suite/patterns.hpp"

namespace ctxlab::scenarios {
namespace {

json to_json(const event& of) {
  json it = json::array();
  for (const field& each : of) std::visit([&](const auto& value) { it.push_back(value); }, each);
  return it;
}

template <class Value>
json or_null(const std::optional<Value>& of) {
  return of ? json(*of) : json(nullptr);
}

json pattern_of(const scenario& which) {
  if (!which.pattern) return nullptr;
  const pattern& it = patterns.at(static_cast<std::size_t>(which.pattern - 1));
  return {{"number", it.number}, {"text", it.text},     {"program", it.program},
          {"wild", it.wild},     {"source", it.source}, {"shown_by", it.shown_by}};
}

}  // namespace

json to_json(const scenario& which) {
  json says = json::array();
  for (const saying& each : which.says)
    says.push_back({{"role", each.role}, {"says", each.says}, {"expect", each.expect}});
  return {{"name", which.name},   {"family", which.family},  {"telling", name_of(which.how)},
          {"story", which.story}, {"asked", which.asked},    {"source", which.source},
          {"file", which.file},   {"says", std::move(says)}, {"pattern", pattern_of(which)}};
}

json to_json(const observation& seen) {
  json trace = json::array();
  for (const event& each : seen.trace) trace.push_back(to_json(each));
  json warnings = json::object();
  for (const char* kind : {"lost", "found", "restart-finished", "not-maintained"}) warnings[kind] = 0;
  for (const auto& [kind, times] : seen.warnings) warnings[kind] = times;
  return {
      {"lines",
       {{"right", seen.count(verdict::right)},
        {"misattributed", seen.count(verdict::misattributed)},
        {"lost", seen.count(verdict::lost)},
        {"leaked", seen.count(verdict::leaked)}}},
      {"turns",
       {{"total", seen.turns.total},
        {"leaked", seen.turns.leaked},
        {"until_clean", or_null(seen.turns.until_clean)},
        {"first_wrong_line_after", or_null(seen.turns.first_wrong_line_after)}}},
      {"warnings", std::move(warnings)},
      {"unhandled", seen.unhandled},
      {"cpu", {{"spent", seen.cpu.spent}, {"wrong", seen.cpu.wrong}}},
      {"database", {{"spent", seen.database.spent}, {"wrong", seen.database.wrong}}},
      {"alive",
       {{"contexts", seen.contexts_alive}, {"deferreds", seen.deferreds_alive}, {"coroutines", seen.coroutines_alive}}},
      {"calls", seen.calls},
      {"needed", seen.needed},
      {"agrees", or_null(seen.agrees)},
      {"faults", seen.faults()},
      {"notes", seen.notes},
      {"cannot", seen.cannot.empty() ? json(nullptr) : json(seen.cannot)},
      {"trace", std::move(trace)}};
}

json run_record(const selection& of, const observations& seen) {
  json scenarios = json::array(), observed = json::array();
  for (std::size_t i = 0; i != of.scenarios.size(); ++i) {
    const scenario& which = all_scenarios().at(of.scenarios[i]);
    scenarios.push_back(to_json(which));
    for (std::size_t j = 0; j != of.schemes.size(); ++j) {
      json row = {{"scenario", which.name}, {"scheme", scheme_cards()[of.schemes[j]].name}};
      row.update(to_json(seen.at(i).at(j)));
      observed.push_back(std::move(row));
    }
  }
  return records::in_envelope("run", 2,
                              {{"schemes", records::scheme_list(of.schemes)},
                               {"scenarios", std::move(scenarios)},
                               {"observations", std::move(observed)}});
}

std::string log_lines(const selection& of, const observations& seen) {
  std::string all;
  for (std::size_t i = 0; i != of.scenarios.size(); ++i) {
    for (std::size_t j = 0; j != of.schemes.size(); ++j) {
      const json run = {{"scenario", all_scenarios().at(of.scenarios[i]).name},
                        {"scheme", scheme_cards()[of.schemes[j]].name}};
      std::string begin = run.dump();
      begin.back() = ',';
      for (const std::string& line : seen.at(i).at(j).log) (all += begin) += line.substr(1) + '\n';
    }
  }
  return all;
}

}  // namespace ctxlab::scenarios
