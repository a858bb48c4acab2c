#include "bench/goals/goals.hpp"

#include <algorithm>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ctxlab::bench {
namespace {

using value = std::optional<double>;

value difference(value a, value b) { return a && b ? value(*a - *b) : std::nullopt; }
value ratio(value a, value b) { return a && b && *b > 0 ? value(*a / *b) : std::nullopt; }

// The most that any of the schemes needs that were measured (one that cannot do it is not); nothing if none was.
value worst(const figures& of, const std::string& figure, const std::string& operation,
            std::optional<std::int64_t> n = {}) {
  value most;
  for (const auto& [role, who] : of.who_plays) {
    const value one = of.get(figure, operation, who, n);
    if (!one) continue;
    most = most ? std::max(*most, *one) : *one;
  }
  return most;
}

constexpr const char* instructions = "instructions";
constexpr const char* time = "ns";
constexpr const char* control = "control";
constexpr const char* first = "deferred_one_callback";
constexpr const char* await = "await_incomplete";

auto by_control(std::string figure, std::string operation, std::string variant = "") {
  return [=](const figures& of) { return of.by_role(figure, operation, control, {}, variant); };
}
auto by_worst(std::string figure, std::string operation, std::optional<std::int64_t> n = {}) {
  return [=](const figures& of) { return worst(of, figure, operation, n); };
}
auto over_control(std::string figure, std::string operation, std::string role, std::string variant = "") {
  return [=](const figures& of) {
    return difference(of.by_role(figure, operation, role, {}, variant),
                      of.by_role(figure, operation, control, {}, variant));
  };
}

std::vector<goal> make_goals() {
  const std::string of_control = "by {control}; ";
  std::vector<goal> all;
  const auto add = [&](goal it) { all.push_back(std::move(it)); };
  const auto pair = [&](std::string id, std::string what, double must, double aim, std::string operation, auto reach,
                        std::string how) {
    add({id, what, must, aim, instructions, how, instructions, reach(instructions, operation)});
    add({id + "-allocations", what, 0, 0, "allocations", how, instructions, reach("allocations", operation)});
  };
  const auto the_control = [](std::string figure, std::string operation) { return by_control(figure, operation); };

  // What a scheme adds has goals of its own, below.
  pair("deferred", "deferred made, one callback, fired, destroyed", 150, 100, first, the_control, of_control + first);
  add({"deferred-bytes", "deferred made, one callback, fired, destroyed", 128, 64, "bytes", of_control + first,
       instructions, by_control("bytes", first)});
  add({"deferred-no-pools", "the same without pools", 320, 240, instructions, of_control + "built with CTXLAB_NO_POOLS",
       instructions, by_control(instructions, first, "no pools")});
  add({"deferred-no-pools-allocations", "the same without pools", 1, 1, "allocations",
       of_control + "built with CTXLAB_NO_POOLS", instructions, by_control("allocations", first, "no pools")});
  add({"further-callback", "each further callback", 110, 75, instructions, of_control + "deferred_further_callback",
       instructions, by_control(instructions, "deferred_further_callback")});
  pair("chained", "two deferreds chained, the inner fired later", 450, 320, "deferred_chained", the_control,
       of_control + "deferred_chained");
  pair("coroutine-complete", "coroutine that completes at once, awaited", 130, 95, "coroutine_complete", the_control,
       of_control + "coroutine_complete");
  pair("child-suspends", "outer coroutine awaits a child that suspends", 320, 240, "child_suspends", the_control,
       of_control + "child_suspends");
  add({"depth", "depth of coroutines, per level", 220, 160, instructions,
       of_control + "chain of 256 less chain of 16, by 240", instructions, [](const figures& of) -> value {
         const value levels = difference(of.by_role(instructions, "chain", control, 256),
                                         of.by_role(instructions, "chain", control, 16));
         return levels ? value(*levels / 240) : std::nullopt;
       }});
  add({"depth-allocations", "depth of coroutines, 256 levels", 0, 0, "allocations",
       "the most of all schemes; chain of 256", instructions, by_worst("allocations", "chain", 256)});
  add({"failure", "a failure awaited as a value", 400, 250, instructions, of_control + "failure_awaited", instructions,
       by_control(instructions, "failure_awaited")});

  struct role_goal {
    const char* role;
    double must, aim;
  };
  for (const role_goal& each : {role_goal{"rules", 25, 12}, {"alternative", 40, 28}, {"language", 30, 16}}) {
    const std::string role = each.role;
    const std::string over = "await_incomplete: {" + role + "} less {control}";
    add({"await-" + role, "{" + role + "}, an await, over the control", each.must, each.aim, instructions, over,
         instructions, over_control(instructions, await, role)});
    add({"await-" + role + "-bytes", "{" + role + "}, an await, over the control", 8, 8, "bytes",
         "a coroutine's frame with one await: {" + role + "} less {control}", instructions,
         over_control("frame", await, role)});
    add({"await-" + role + "-allocations", "{" + role + "}, an await", 0, 0, "allocations", "await_incomplete",
         instructions, [role](const figures& of) { return of.by_role("allocations", await, role); }});
  }
  add({"child-language", "{language}, a child with two awaits, over the control", 80, 52, instructions,
       "child_suspends_twice: {language} less {control}", instructions,
       over_control(instructions, "child_suspends_twice", "language")});
  add({"scope", "scope entered and left", 30, 16, instructions, "the most of all schemes; scope", instructions,
       by_worst(instructions, "scope")});
  add({"atomics", "atomic operations, on one thread", 0, 0, "atomics",
       "locked instructions executed, the most of all operations by all schemes that allocate nothing (malloc locks)",
       instructions, [](const figures& of) -> value {
         value most;
         for (const row& each : of.rows)
           if (const auto it = each.figures.find("atomics"); it != each.figures.end() && each.variant.empty())
             if (const auto taken = each.figures.find("allocations"); taken == each.figures.end() || taken->second == 0)
               most = std::max(most.value_or(0), it->second);
         return most;
       }});
  add({"await-shared", "{rules}, an await, over the control, in a shared library", 40, 15, instructions,
       "built with -fPIC as a shared library; await_incomplete: {rules} less {control}", instructions,
       over_control(instructions, await, "rules", "shared")});
  add({"pending-bytes", "a pending request with context and queue entry", 320, 264, "bytes",
       "the most of all schemes; pending, 1,000 at once", instructions, [](const figures& of) -> value {
         const value most = worst(of, "bytes", "pending", 1000);
         return most ? value(*most + sizeof(void*)) : std::nullopt;  // the entry of the queue
       }});
  add({"pending-allocations", "a pending request with context and queue entry", 0, 0, "allocations",
       "the most of all schemes; pending, 1,000 at once", instructions, by_worst("allocations", "pending", 1000)});
  add({"pending", "a request made and fired", 400, 265, instructions, "the most of all schemes; pending, 1,000 at once",
       instructions, by_worst(instructions, "pending", 1000)});

  add({"times-faster-than-kj", "a deferred with one callback: times faster than KJ's fulfil with one then", 4, 4,
       "times", "deferred_one_callback: peer:kj by {control}, median CPU times", time,
       [](const figures& of) { return ratio(of.get(time, first, "peer:kj"), of.by_role(time, first, control)); },
       better::more});
  add({"pending-scaling", "a request with 1,000,000 pending, to one with 1,000", 1.6, 1.6, "times",
       "the most of all schemes; pending, median CPU times", time, [](const figures& of) -> value {
         value most;
         for (const auto& [role, who] : of.who_plays) {
           const value one = ratio(of.get(time, "pending", who, 1000000), of.get(time, "pending", who, 1000));
           if (!one) continue;
           most = std::max(most.value_or(0), *one);
         }
         return most;
       }});
  add({"hand-off", "work handed to a thread pool and back, with a context over without", 60, 60, "ns",
       "the most of all schemes; CPU time of all threads, median of pairs of 1,000 hand-offs each way", time,
       by_worst(time, "hand_off_more")});
  const std::string hops = "operations that hop to a pool's threads and back";
  add({"hops-lines", hops + ": wrong lines", 0, 0, "lines", "the most of the schemes whose context follows a wait",
       time, by_worst("lines_wrong", "many_hops")});
  add({"hops-astray", hops + ": not come back, or left alive", 0, 0, "objects", "the most of the same", time,
       by_worst("astray", "many_hops")});
  return all;
}

// Puts the schemes' names where {role} stands; nothing if no scheme plays it.
std::optional<std::string> named(std::string text, const figures& of) {
  for (std::size_t open = 0; (open = text.find('{', open)) != text.npos;) {
    const std::size_t close = text.find('}', open);
    const std::string role = text.substr(open + 1, close - open - 1);
    const auto who = of.who_plays.find(role);
    if (who == of.who_plays.end()) return std::nullopt;
    text.replace(open, close - open + 1, who->second);
    open += who->second.size();
  }
  return text;
}

std::string shown(double number, const std::string& unit) {
  const int places = unit == "times" ? 2 : number == static_cast<std::int64_t>(number) ? 0 : 1;
  return fmt::format("{:.{}f}", number, places);
}

}  // namespace

std::optional<double> figures::get(const std::string& figure, const std::string& operation, const std::string& who,
                                   std::optional<std::int64_t> n, const std::string& variant) const {
  for (const row& each : rows)
    if (each.operation == operation && each.who == who && each.n == n && each.variant == variant)
      if (const auto it = each.figures.find(figure); it != each.figures.end()) return it->second;
  return std::nullopt;
}

std::optional<double> figures::by_role(const std::string& figure, const std::string& operation, const std::string& role,
                                       std::optional<std::int64_t> n, const std::string& variant) const {
  const auto who = who_plays.find(role);
  return who == who_plays.end() ? std::nullopt : get(figure, operation, who->second, n, variant);
}

const std::vector<goal>& all_goals() {
  static const std::vector<goal> goals = make_goals();
  return goals;
}

std::vector<judged_goal> judge(const figures& measured, const std::string& kind, const std::vector<goal>& goals) {
  std::vector<judged_goal> all;
  for (const goal& each : goals) {
    if (each.needs != kind) continue;
    const std::optional<std::string> what = named(each.what, measured);
    const std::optional<std::string> how = named(each.how, measured);
    if (!what || !how) continue;
    judged_goal it{&each, *what, *how, each.reach(measured)};
    const auto reaches = [&](double limit) {
      return it.reached && (each.direction == better::less ? *it.reached <= limit : *it.reached >= limit);
    };
    it.met = reaches(each.must);
    it.aimed = reaches(each.aim);
    all.push_back(std::move(it));
  }
  return all;
}

nlohmann::json to_json(const std::vector<judged_goal>& judged) {
  nlohmann::json list = nlohmann::json::array();
  for (const judged_goal& each : judged) {
    nlohmann::json it{{"id", each.which->id},
                      {"what", each.what},
                      {"must", each.which->must},
                      {"aim", each.which->aim},
                      {"unit", each.which->unit},
                      {"how", each.how},
                      {"direction", each.which->direction == better::less ? "at most" : "at least"}};
    it["reached"] = each.reached ? nlohmann::json(*each.reached) : nlohmann::json();
    it["met"] = each.reached ? nlohmann::json(each.met) : nlohmann::json();
    it["aimed"] = each.reached ? nlohmann::json(each.aimed) : nlohmann::json();
    list.push_back(std::move(it));
  }
  return list;
}

void print(std::ostream& to, const std::vector<judged_goal>& judged) {
  std::size_t widest = 4;
  for (const judged_goal& each : judged) widest = std::max(widest, each.what.size());
  to << fmt::format("{:<{}}  {:>8}  {:>6}  {:>6}  {:<12}  {}\n", "goal", widest, "reached", "must", "aim", "unit", "");
  for (const judged_goal& each : judged)
    to << fmt::format("{:<{}}  {:>8}  {:>6}  {:>6}  {:<12}  {}\n", each.what, widest,
                      each.reached ? shown(*each.reached, each.which->unit) : "-",
                      shown(each.which->must, each.which->unit), shown(each.which->aim, each.which->unit),
                      each.which->unit,
                      !each.reached ? "not measured"
                      : each.aimed  ? "aim reached"
                      : each.met    ? "met"
                                    : "MISSED");
}

}  // namespace ctxlab::bench
