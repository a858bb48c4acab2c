#include "scenarios/suite/story.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>
#include <string>

namespace ctxlab::scenarios {
namespace {

constexpr std::array<std::string_view, 8> argued = {"linear",    "fire-and-forget", "gather",   "collected",
                                                    "callbacks", "threads",         "services", "foreign"};

// Families that the argument does not know come last, by name.
std::pair<std::size_t, std::string_view> rank(std::string_view family) {
  return {static_cast<std::size_t>(std::find(argued.begin(), argued.end(), family) - argued.begin()), family};
}

// By name, where a number counts as one: chain-8 before chain-64.
bool before(std::string_view a, std::string_view b) {
  const auto digits = [](std::string_view in) {
    return static_cast<std::size_t>(
        std::find_if_not(in.begin(), in.end(), [](unsigned char c) { return std::isdigit(c) != 0; }) - in.begin());
  };
  while (!a.empty() && !b.empty()) {
    const std::size_t in_a = digits(a), in_b = digits(b);
    if (in_a && in_b && in_a != in_b) return in_a < in_b;
    if (a.front() != b.front()) return a.front() < b.front();
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  return a.size() < b.size();
}

struct register_of_all {
  std::vector<scenario> scenarios;
  std::string refused;  // the first that is none, and why
  bool sorted = true;
};
register_of_all& everything() {
  static register_of_all it;
  return it;
}

}  // namespace

std::string_view name_of(variant which) {
  switch (which) {
    case variant::idiomatic: return "idiomatic";
    case variant::naive: return "naive";
    case variant::remedy: return "remedy";
    case variant::neutral: return "neutral";
  }
  return "unknown";
}

const std::vector<scenario>& all_scenarios() {
  register_of_all& all = everything();
  if (!all.refused.empty()) throw std::logic_error(all.refused);
  if (!all.sorted) {
    std::sort(all.scenarios.begin(), all.scenarios.end(), [](const scenario& a, const scenario& b) {
      return a.family != b.family ? rank(a.family) < rank(b.family) : before(a.name, b.name);
    });
    for (std::size_t i = 1; i < all.scenarios.size(); ++i)
      if (all.scenarios[i].name == all.scenarios[i - 1].name)
        throw std::logic_error("two scenarios are called " + std::string(all.scenarios[i].name) + ": in " +
                               std::string(all.scenarios[i - 1].file) + " and in " +
                               std::string(all.scenarios[i].file));
    all.sorted = true;
  }
  return all.scenarios;
}

void registration::add(about what, std::vector<story_function> functions, std::string_view file) {
  constexpr std::string_view top = "scenarios/";
  const std::size_t at = file.rfind(std::string("/") + std::string(top));
  scenario it{std::move(what), {}, at == file.npos ? file : file.substr(at + 1), std::move(functions)};
  it.family = it.name.substr(0, it.name.find('/'));
  everything().scenarios.push_back(std::move(it));
  everything().sorted = false;
}

void registration::refuse(std::string why) {
  if (everything().refused.empty()) everything().refused = std::move(why);
}

}  // namespace ctxlab::scenarios
