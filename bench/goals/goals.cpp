#include "bench/goals/goals.hpp"

namespace ctxlab::bench {
namespace {

// Puts the schemes' names where {role} stands; nothing if no scheme plays it.
std::optional<std::string> named(std::string text, const figures& measured) {
  for (std::size_t open = 0; (open = text.find('{', open)) != text.npos;) {
    const std::size_t close = text.find('}', open);
    const auto subject = measured.subject_of_role.find(text.substr(open + 1, close - open - 1));
    if (subject == measured.subject_of_role.end()) return std::nullopt;
    text.replace(open, close - open + 1, subject->second);
    open += subject->second.size();
  }
  return text;
}

}  // namespace

std::vector<records::goal> judge(const figures& measured, const std::string& kind,
                                 const std::vector<goal_rule>& rules) {
  std::vector<records::goal> judged;
  for (const goal_rule& rule : rules) {
    if (rule.needs != kind) continue;
    const std::optional<std::string> title = named(rule.goal.title, measured);
    const std::optional<std::string> how = named(rule.goal.how, measured);
    if (!title || !how) continue;
    records::goal goal = rule.goal;
    goal.title = *title;
    goal.how = *how;
    goal.reached = rule.reach(measured);
    judged.push_back(std::move(goal));
  }
  return judged;
}

}  // namespace ctxlab::bench
