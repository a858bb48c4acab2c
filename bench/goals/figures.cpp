#include "bench/goals/figures.hpp"

#include <algorithm>

#include "schemes/scheme_card.hpp"

namespace ctxlab::bench {

std::optional<double> figures::get(const std::string& figure, const std::string& operation, const std::string& subject,
                                   std::optional<std::int64_t> n, const std::string& variant) const {
  for (const row& each : rows)
    if (each.operation == operation && each.subject == subject && each.n == n && each.variant == variant)
      if (const auto found = each.figures.find(figure); found != each.figures.end()) return found->second;
  return std::nullopt;
}

std::optional<double> figures::by_role(const std::string& figure, const std::string& operation, const std::string& role,
                                       std::optional<std::int64_t> n, const std::string& variant) const {
  const auto subject = subject_of_role.find(role);
  return subject == subject_of_role.end() ? std::nullopt : get(figure, operation, subject->second, n, variant);
}

std::optional<double> figures::worst(const std::string& figure, const std::string& operation,
                                     std::optional<std::int64_t> n) const {
  std::optional<double> most;
  for (const auto& [role, subject] : subject_of_role)
    if (const std::optional<double> one = get(figure, operation, subject, n))
      most = std::max(most.value_or(*one), *one);
  return most;
}

std::map<std::string, std::string> roles() {
  std::map<std::string, std::string> plays;
  for (const scheme_card& each : scheme_cards()) plays[std::string(each.role)] = each.name;
  return plays;
}

}  // namespace ctxlab::bench
