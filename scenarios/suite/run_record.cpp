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
  json predictions = json::array();
  for (const prediction& each : which.predictions)
    predictions.push_back({{"role", each.role}, {"quote", each.quote}, {"expect", each.expect}});
  return {{"name", which.name},
          {"family", which.family},
          {"variant", name_of(which.kind)},
          {"story", which.story},
          {"asked", which.asked},
          {"source", which.source},
          {"file", which.file},
          {"predictions", std::move(predictions)},
          {"pattern", pattern_of(which)}};
}

json to_json(const observation& observed) {
  json trace = json::array();
  for (const event& each : observed.trace) trace.push_back(to_json(each));
  json warnings = json::object();
  for (const char* kind : {"lost", "found", "restart-finished", "not-maintained"}) warnings[kind] = 0;
  for (const auto& [kind, times] : observed.warnings) warnings[kind] = times;
  return {{"lines",
           {{"right", observed.count(verdict::right)},
            {"misattributed", observed.count(verdict::misattributed)},
            {"lost", observed.count(verdict::lost)},
            {"leaked", observed.count(verdict::leaked)}}},
          {"turns",
           {{"total", observed.turns.total},
            {"leaked", observed.turns.leaked},
            {"until_clean", or_null(observed.turns.until_clean)},
            {"first_wrong_line_after", or_null(observed.turns.first_wrong_line_after)}}},
          {"warnings", std::move(warnings)},
          {"harmless", observed.harmless},
          {"unhandled", observed.unhandled},
          {"cpu", {{"spent", observed.cpu.spent}, {"wrong", observed.cpu.wrong}}},
          {"database", {{"spent", observed.database.spent}, {"wrong", observed.database.wrong}}},
          {"alive",
           {{"contexts", observed.contexts_alive},
            {"deferreds", observed.deferreds_alive},
            {"coroutines", observed.coroutines_alive}}},
          {"calls", observed.calls},
          {"needed", observed.needed},
          {"matches", or_null(observed.matches)},
          {"faults", observed.faults()},
          {"notes", observed.notes},
          {"unsupported", observed.unsupported.empty() ? json(nullptr) : json(observed.unsupported)},
          {"trace", std::move(trace)}};
}

json run_record(const selection& of, const observations& observed) {
  json scenarios = json::array(), rows = json::array();
  for (std::size_t i = 0; i != of.scenarios.size(); ++i) {
    const scenario& which = all_scenarios().at(of.scenarios[i]);
    scenarios.push_back(to_json(which));
    for (std::size_t j = 0; j != of.schemes.size(); ++j) {
      json row = {{"scenario", which.name}, {"scheme", scheme_cards()[of.schemes[j]].name}};
      row.update(to_json(observed.at(i).at(j)));
      rows.push_back(std::move(row));
    }
  }
  return records::in_envelope("run", 2,
                              {{"schemes", records::scheme_list(of.schemes)},
                               {"scenarios", std::move(scenarios)},
                               {"observations", std::move(rows)}});
}

std::string log_lines(const selection& of, const observations& observed) {
  std::string all;
  for (std::size_t i = 0; i != of.scenarios.size(); ++i) {
    for (std::size_t j = 0; j != of.schemes.size(); ++j) {
      const json run = {{"scenario", all_scenarios().at(of.scenarios[i]).name},
                        {"scheme", scheme_cards()[of.schemes[j]].name}};
      std::string begin = run.dump();
      begin.back() = ',';
      for (const std::string& line : observed.at(i).at(j).log) (all += begin) += line.substr(1) + '\n';
    }
  }
  return all;
}

}  // namespace ctxlab::scenarios
