#include "scenarios/programs/format/edit_distance.hpp"

#include <algorithm>

namespace ctxlab::scenarios {

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

std::vector<std::string_view> nearest_first(std::string_view word, std::vector<std::string_view> names) {
  const auto distance = [&](std::string_view name) {
    const bool apart = word.empty() || name.find(word) == name.npos;
    return std::pair(apart, edits(word, name));
  };
  std::stable_sort(names.begin(), names.end(),
                   [&](std::string_view a, std::string_view b) { return distance(a) < distance(b); });
  return names;
}

std::string listed(const std::vector<std::string_view>& names, std::size_t most) {
  std::string all;
  for (std::size_t i = 0; i != std::min(most, names.size()); ++i) {
    if (i) all += ", ";
    all += names[i];
  }
  if (names.size() > most) all += " and " + std::to_string(names.size() - most) + " more";
  return all;
}

}  // namespace ctxlab::scenarios
