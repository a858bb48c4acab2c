#include "scenarios/suite/observation.hpp"

#include <algorithm>

namespace ctxlab::scenarios {
namespace {

const std::string& text(const event& of, std::size_t at) { return std::get<std::string>(of.at(at)); }

}  // namespace

verdict judge(std::string_view charged, std::string_view owner) {
  if (charged == owner) return verdict::right;
  if (charged == sentinel) return verdict::lost;
  return owner == sentinel ? verdict::leaked : verdict::misattributed;
}

void count_trace(observation& in) {
  in.lines = {};
  in.turns = {};
  std::int64_t first_leak = -1, first_clean = -1, first_wrong = -1;  // turns, from 0
  for (const event& each : in.trace) {
    const std::string& kind = text(each, 0);
    if (kind == "log") {
      const verdict found = judge(text(each, 2), text(each, 3));
      ++in.lines[static_cast<std::size_t>(found)];
      if (found != verdict::right && first_wrong < 0) first_wrong = in.turns.total;
    } else if (kind == "turn") {
      if (text(each, 2) != sentinel) {
        ++in.turns.leaked;
        if (first_leak < 0) first_leak = in.turns.total;
        first_clean = -1;
      } else if (first_clean < 0) {
        first_clean = in.turns.total;
      }
      ++in.turns.total;
    }
  }
  if (first_leak < 0) return;
  in.turns.until_clean.reset();
  if (first_clean >= 0) in.turns.until_clean = first_clean - first_leak;
  if (first_wrong >= 0) in.turns.first_wrong_line_after = std::max<std::int64_t>(0, first_wrong - first_leak);
}

std::set<std::string> observation::faults() const {
  std::set<std::string> found;
  if (count(verdict::misattributed)) found.insert("misattributed");
  if (count(verdict::lost)) found.insert("lost");
  if (count(verdict::leaked)) found.insert("leaked");
  if (turns.leaked) found.insert("turn-leak");
  if (!turns.until_clean) found.insert("never-clean");
  if (!warnings.empty()) found.insert("warning");
  if (contexts_alive || deferreds_alive || coroutines_alive) found.insert("alive");
  return found;
}

std::set<std::string> documented(const std::set<std::string>& faults) {
  std::set<std::string> of = faults;
  of.erase("warning");
  of.erase("alive");
  return of;
}

}  // namespace ctxlab::scenarios
