#include "bench/goals/figures.hpp"

#include <algorithm>

#include "schemes/scheme_card.hpp"

namespace ctxlab::bench {

std::optional<double> figures::get(const std::string& figure, const std::string& operation, const std::string& who,
                                   std::optional<std::int64_t> n, const std::string& variant) const {
  for (const row& each : rows)
    if (each.operation == operation && each.who == who && each.n == n && each.variant == variant)
      if (const auto found = each.figures.find(figure); found != each.figures.end()) return found->second;
  return std::nullopt;
}

std::optional<double> figures::by_role(const std::string& figure, const std::string& operation, const std::string& role,
                                       std::optional<std::int64_t> n, const std::string& variant) const {
  const auto who = who_plays.find(role);
  return who == who_plays.end() ? std::nullopt : get(figure, operation, who->second, n, variant);
}

std::optional<double> figures::worst(const std::string& figure, const std::string& operation,
                                     std::optional<std::int64_t> n) const {
  std::optional<double> most;
  for (const auto& [role, who] : who_plays)
    if (const std::optional<double> one = get(figure, operation, who, n)) most = std::max(most.value_or(*one), *one);
  return most;
}

std::map<std::string, std::string> roles() {
  std::map<std::string, std::string> plays;
  for (const scheme_card& each : scheme_cards()) plays[std::string(each.role)] = each.name;
  return plays;
}

}  // namespace ctxlab::bench
