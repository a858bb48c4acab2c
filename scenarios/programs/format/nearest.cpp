#include "scenarios/programs/format/nearest.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "scenarios/programs/format/edit_distance.hpp"

namespace ctxlab::programs {
namespace {

constexpr std::size_t longest_compared = 64;

}  // namespace

std::string_view nearest(std::string_view given, std::span<const std::string_view> known) {
  if (given.size() > longest_compared) return {};
  std::string_view best;
  std::size_t least = given.size() / 3 + 2;
  for (const std::string_view each : known) {
    if (each.empty() || each.size() > longest_compared) continue;
    if (std::max(each.size(), given.size()) - std::min(each.size(), given.size()) >= least) continue;
    const std::size_t d = scenarios::edits(given, each);
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

std::string listed(std::span<const std::string_view> words) {
  std::string it;
  for (std::size_t i = 0; i != words.size(); ++i) {
    if (i) it += i + 1 == words.size() ? " or " : ", ";
    it += words[i];
  }
  return it;
}

}  // namespace ctxlab::programs
