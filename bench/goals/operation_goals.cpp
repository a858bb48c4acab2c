// The table of goals: what must be reached, what was aimed at, and from which figures it is computed.
#include <algorithm>

#include "bench/goals/goals.hpp"

namespace ctxlab::bench {
namespace {

using value = std::optional<double>;
using reach = std::function<value(const figures&)>;

value difference(value a, value b) { return a && b ? value(*a - *b) : std::nullopt; }
value ratio(value a, value b) { return a && b && *b > 0 ? value(*a / *b) : std::nullopt; }
value added(value a, double more) { return a ? value(*a + more) : std::nullopt; }

constexpr const char* control = "control";

// The ways in which a figure is taken.
reach by_control(std::string figure, std::string operation, std::string variant = "") {
  return [=](const figures& all) { return all.by_role(figure, operation, control, {}, variant); };
}
reach by_role(std::string figure, std::string operation, std::string role) {
  return [=](const figures& all) { return all.by_role(figure, operation, role); };
}
reach by_worst(std::string figure, std::string operation, std::optional<std::int64_t> n = {}) {
  return [=](const figures& all) { return all.worst(figure, operation, n); };
}
reach over_control(std::string figure, std::string operation, std::string role, std::string variant = "") {
  return [=](const figures& all) {
    return difference(all.by_role(figure, operation, role, {}, variant),
                      all.by_role(figure, operation, control, {}, variant));
  };
}
value depth_per_level(const figures& all) {
  const value levels =
      difference(all.by_role("instructions", "chain", control, 256), all.by_role("instructions", "chain", control, 16));
  return levels ? value(*levels / 240) : std::nullopt;
}
// Of all that allocate nothing, since malloc locks.
value most_atomics(const figures& all) {
  value most;
  for (const row& each : all.rows) {
    const auto atomics = each.figures.find("atomics"), allocations = each.figures.find("allocations");
    if (atomics == each.figures.end() || !each.variant.empty()) continue;
    if (allocations == each.figures.end() || allocations->second == 0)
      most = std::max(most.value_or(0), atomics->second);
  }
  return most;
}
value with_queue_entry(const figures& all) { return added(all.worst("bytes", "pending", 1000), sizeof(void*)); }
value times_faster_than_kj(const figures& all) {
  constexpr const char* made_and_fired = "deferred_one_callback";
  return ratio(all.get("ns", made_and_fired, "kj"), all.by_role("ns", made_and_fired, control));
}
value worst_growth_of_pending(const figures& all) {
  value most;
  for (const auto& [role, subject] : all.subject_of_role)
    if (const value one = ratio(all.get("ns", "pending", subject, 1000000), all.get("ns", "pending", subject, 1000)))
      most = std::max(most.value_or(0), *one);
  return most;
}

std::vector<goal_rule> make_table() {
  const std::string inst = "instructions", allocs = "allocations", bytes = "bytes";
  const std::string deferred = "deferred made, one callback, fired, destroyed", one = "deferred_one_callback";
  const std::string no_pools = "by {control}; built with CTXLAB_NO_POOLS";
  const std::string chained = "two deferreds chained, the inner fired later";
  const std::string complete = "coroutine that completes at once, awaited";
  const std::string suspends = "outer coroutine awaits a child that suspends";
  const std::string waiting = "a pending request with context and queue entry";
  const std::string at_once = "the most of all schemes; pending, 1,000 at once";
  const std::string hops = "operations that hop to a pool's threads and back";
  constexpr auto more = records::better::more;

  // {id, title, must, aim, unit, how}, kind of figures, how it is computed. What a scheme adds has goals of its own.
  std::vector<goal_rule> table = {
      {{"deferred", deferred, 150, 100, inst, "by {control}; " + one}, inst, by_control(inst, one)},
      {{"deferred-allocations", deferred, 0, 0, allocs, "by {control}; " + one}, inst, by_control(allocs, one)},
      {{"deferred-bytes", deferred, 128, 64, bytes, "by {control}; " + one}, inst, by_control(bytes, one)},
      {{"deferred-no-pools", "a deferred so, without pools", 320, 240, inst, no_pools},
       inst,
       by_control(inst, one, "no pools")},
      {{"deferred-no-pools-allocations", "a deferred so, without pools", 1, 1, allocs, no_pools},
       inst,
       by_control(allocs, one, "no pools")},
      {{"further-callback", "each further callback", 110, 75, inst, "by {control}; deferred_further_callback"},
       inst,
       by_control(inst, "deferred_further_callback")},
      {{"chained", chained, 450, 320, inst, "by {control}; deferred_chained"},
       inst,
       by_control(inst, "deferred_chained")},
      {{"chained-allocations", chained, 0, 0, allocs, "by {control}; deferred_chained"},
       inst,
       by_control(allocs, "deferred_chained")},
      {{"coroutine-complete", complete, 150, 95, inst, "by {control}; coroutine_complete"},
       inst,
       by_control(inst, "coroutine_complete")},
      {{"coroutine-complete-allocations", complete, 0, 0, allocs, "by {control}; coroutine_complete"},
       inst,
       by_control(allocs, "coroutine_complete")},
      {{"child-suspends", suspends, 320, 240, inst, "by {control}; child_suspends"},
       inst,
       by_control(inst, "child_suspends")},
      {{"child-suspends-allocations", suspends, 0, 0, allocs, "by {control}; child_suspends"},
       inst,
       by_control(allocs, "child_suspends")},
      {{"depth", "depth of coroutines, per level", 220, 160, inst,
        "by {control}; chain of 256 less chain of 16, by 240"},
       inst,
       depth_per_level},
      {{"depth-allocations", "depth of coroutines, 256 levels", 0, 0, allocs, "the most of all schemes; chain of 256"},
       inst,
       by_worst(allocs, "chain", 256)},
      {{"failure", "a failure awaited as a value", 400, 250, inst, "by {control}; failure_awaited"},
       inst,
       by_control(inst, "failure_awaited")},
      {{"child-language", "{language}, a child with two awaits, over the control", 90, 52, inst,
        "child_suspends_twice: {language} less {control}"},
       inst,
       over_control(inst, "child_suspends_twice", "language")},
      {{"scope", "scope entered and left", 36, 16, inst, "the most of all schemes; scope"},
       inst,
       by_worst(inst, "scope")},
      {{"atomics", "atomic operations, on one thread", 0, 0, "atomics",
        "locked instructions executed, the most of all operations by all schemes that allocate nothing (malloc locks)"},
       inst,
       most_atomics},
      {{"await-shared", "{rules}, an await, over the control, in a shared library", 40, 15, inst,
        "built with -fPIC as a shared library; await_incomplete: {rules} less {control}"},
       inst,
       over_control(inst, "await_incomplete", "rules", "shared")},
      {{"pending-bytes", waiting, 320, 264, bytes, at_once}, inst, with_queue_entry},
      {{"pending-allocations", waiting, 0, 0, allocs, at_once}, inst, by_worst(allocs, "pending", 1000)},
      {{"pending", "a request made and fired", 450, 265, inst, at_once}, inst, by_worst(inst, "pending", 1000)},
      {{"times-faster-than-kj", "a deferred with one callback: times faster than KJ's fulfil with one then", 4, 4,
        "times", "deferred_one_callback: kj by {control}, median CPU times", more},
       "ns",
       times_faster_than_kj},
      {{"pending-scaling", "a request with 1,000,000 pending, to one with 1,000", 1.6, 1.6, "times",
        "the most of all schemes; pending, median CPU times"},
       "ns",
       worst_growth_of_pending},
      {{"hand-off", "work handed to a thread pool and back, with a context over without", 60, 60, "ns",
        "the most of all schemes; CPU time of all threads, median of pairs of 1,000 hand-offs each way"},
       "ns",
       by_worst("ns", "hand_off_more")},
      {{"hops-lines", hops + ": wrong lines", 0, 0, "lines", "the most of the schemes whose context follows a wait"},
       "ns",
       by_worst("lines_wrong", "many_hops")},
      {{"hops-astray", hops + ": not come back, or left alive", 0, 0, "objects",
        "the most of the schemes whose context follows a wait"},
       "ns",
       by_worst("astray", "many_hops")},
  };

  struct await_limits {
    std::string role;
    double must, aim;
  };
  for (const auto& [role, must, aim] : {await_limits{"rules", 25, 12}, {"alternative", 40, 28}, {"language", 30, 16}}) {
    const std::string title = "{" + role + "}, an await", over = title + ", over the control";
    const std::string less = ": {" + role + "} less {control}", await = "await_incomplete";
    table.push_back({{"await-" + role, over, must, aim, inst, await + less}, inst, over_control(inst, await, role)});
    table.push_back({{"await-" + role + "-bytes", over, 8, 8, bytes, "a coroutine's frame with one await" + less},
                     inst,
                     over_control("frame", await, role)});
    table.push_back(
        {{"await-" + role + "-allocations", title, 0, 0, allocs, await}, inst, by_role(allocs, await, role)});
  }
  return table;
}

}  // namespace

const std::vector<goal_rule>& operation_goals() {
  static const std::vector<goal_rule> table = make_table();
  return table;
}

}  // namespace ctxlab::bench
