#include "scenarios/records/goals.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ctxlab::records {
namespace {

template <class Value>
json or_null(const std::optional<Value>& value) {
  return value ? json(*value) : json(nullptr);
}

std::string shown(double number, const std::string& unit) {
  const bool whole = number == static_cast<double>(static_cast<std::int64_t>(number));
  return fmt::format("{:.{}f}", number, unit == "times" ? 2 : whole ? 0 : 1);
}

const char* verdict(const goal& judged) {
  if (!judged.reached) return "not measured";
  if (*judged.aimed()) return "aim reached";
  return *judged.met() ? "met" : "MISSED";
}

}  // namespace

json to_json(std::span<const goal> goals) {
  json list = json::array();
  for (const goal& each : goals)
    list.push_back({{"id", each.id},
                    {"title", each.title},
                    {"must", each.must},
                    {"aim", each.aim},
                    {"unit", each.unit},
                    {"how", each.how},
                    {"direction", each.direction == better::less ? "at most" : "at least"},
                    {"reached", or_null(each.reached)},
                    {"met", or_null(each.met())},
                    {"aimed", or_null(each.aimed())}});
  return list;
}

void print(std::ostream& out, std::span<const goal> goals) {
  std::size_t widest = 4;
  for (const goal& each : goals) widest = std::max(widest, each.title.size());
  constexpr const char* row = "{:<{}}  {:>8}  {:>6}  {:>6}  {:<12}  {}\n";
  out << fmt::format(row, "goal", widest, "reached", "must", "aim", "unit", "");
  for (const goal& each : goals)
    out << fmt::format(row, each.title, widest, each.reached ? shown(*each.reached, each.unit) : "-",
                       shown(each.must, each.unit), shown(each.aim, each.unit), each.unit, verdict(each));
}

}  // namespace ctxlab::records
