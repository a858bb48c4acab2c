#include "scenarios/programs/format/nearest.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ctxlab {
namespace {

constexpr std::size_t longest_compared = 64;

}  // namespace

std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> row(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) row[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) row[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = row[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[i][j] = std::min({row[i - 1][j] + 1, row[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[i][j] = std::min(row[i][j], row[i - 2][j - 2] + 1);
    }
  }
  return row[a.size()][b.size()];
}

std::vector<std::string_view> nearest_first(std::string_view given, std::vector<std::string_view> names) {
  const auto distance = [&](std::string_view name) {
    const bool apart = given.empty() || name.find(given) == name.npos;
    return std::pair(apart, edits(given, name));
  };
  std::stable_sort(names.begin(), names.end(),
                   [&](std::string_view a, std::string_view b) { return distance(a) < distance(b); });
  return names;
}

std::string_view nearest(std::string_view given, std::span<const std::string_view> known) {
  if (given.size() > longest_compared) return {};
  std::string_view best;
  std::size_t least = given.size() / 3 + 2;
  for (const std::string_view each : known) {
    if (each.empty() || each.size() > longest_compared) continue;
    if (std::max(each.size(), given.size()) - std::min(each.size(), given.size()) >= least) continue;
    const std::size_t d = edits(given, each);
    if (d < least && d < each.size()) {
      least = d;
      best = each;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view given, std::span<const std::string_view> known) {
  const std::string_view best = nearest(given, known);
  return best.empty() ? std::string() : "; did you mean " + in_quotes(best) + "?";
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t longest = 60;
  if (text.size() <= longest)
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return nlohmann::json(text.substr(0, longest)).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "...";
}

std::string alternatives(std::span<const std::string_view> names) {
  std::string all;
  for (std::size_t i = 0; i != names.size(); ++i) {
    if (i) all += i + 1 == names.size() ? " or " : ", ";
    all += names[i];
  }
  return all;
}

std::string first_few(std::span<const std::string_view> names, std::size_t most) {
  std::string all;
  for (std::size_t i = 0; i != std::min(most, names.size()); ++i) {
    if (i) all += ", ";
    all += names[i];
  }
  if (names.size() > most) all += " and " + std::to_string(names.size() - most) + " more";
  return all;
}

}  // namespace ctxlab
