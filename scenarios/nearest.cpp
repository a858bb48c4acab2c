#include "scenarios/nearest.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace ctxlab::scenarios {
namespace {

// Levenshtein's distance.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i != a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j != b.size(); ++j) {
      const std::size_t above = row[j + 1];
      row[j + 1] = std::min({above + 1, row[j] + 1, diagonal + (a[i] == b[j] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row.back();
}

}  // namespace

std::vector<std::string_view> nearest_first(std::string_view word, std::vector<std::string_view> names) {
  std::stable_sort(names.begin(), names.end(), [&](std::string_view a, std::string_view b) {
    return distance(word, a) < distance(word, b);
  });
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
