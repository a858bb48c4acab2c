#include "scenarios/programs/blame/blame.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <numeric>
#include <set>
#include <utility>

#include "scenarios/programs/format/json_text.hpp"
#include "scenarios/programs/format/reader.hpp"
#include "scenarios/programs/machine/program_runner.hpp"

namespace ctxlab::programs {
namespace {

using nlohmann::json;
using pointer = json::json_pointer;

constexpr const char* mark = "\x01 here it is";  // a label that no program has; control characters are shown escaped

// The statement that a place stands in; empty for a function as a whole.
pointer statement_at(const json& program, const std::string& place) {
  pointer at(place);
  for (; !at.empty(); at = at.parent_pointer()) {
    const pointer list = at.parent_pointer();
    if (!list.empty() && program[list].is_array() && list.back() != "gather") break;
  }
  return at;
}

// The program with nothing at the place: a statement that does not matter, or a deferred that is complete.
json without(json program, const std::string& place) {
  const pointer at(place);
  const bool is_statement = statement_at(program, place) == at;
  program[at] = is_statement ? json{{"fetch", 0}} : json{{"succeed", true}};
  return program;
}

json with_mark_before(json program, const std::string& place) {
  const pointer at = statement_at(program, place);
  json& list = program[at.parent_pointer()];
  list.insert(list.begin() + std::stol(at.back()), json{{"log", mark}});
  return program;
}

// A line by its label, and by how often that came before.
using line_key = std::pair<std::string, std::size_t>;

// What a run without the cause says of the faults of the run with it.
struct without_it {
  std::map<line_key, bool> wrong;  // of each line
  std::set<std::string> left_behind;
};

class blaming {
 public:
  blaming(const json& text, std::size_t scheme) : text_(text), runner_(make_program_runner(scheme)) {}

  blamed run(const discipline& rules) {
    const program compiled = read_program(text_, "");
    runner_->run(compiled, {}, found_.done);
    std::map<std::string, std::size_t> seen;
    for (std::size_t i = 0; i != found_.done.events.size(); ++i) {
      const event& each = found_.done.events[i];
      const std::string label(each.kind == event_kind::log ? text_of(each.a, compiled, found_.done) : "");
      if (is_fault(each)) {
        found_.faults.push_back({i, std::string(text_of(each.b, compiled, found_.done)), {}, {}, {}});
        keys_.emplace_back(label, seen[label]);
        if (each.b != sentinel_name)
          find_makers(text_["functions"], pointer("/functions"), found_.faults.back().found,
                      found_.faults.back().makers);
      }
      ++seen[label];
    }
    if (!found_.faults.empty())
      for (const finding& each : lint(text_, rules))
        if (!statement_at(text_, each.place).empty()) try_without(each);
    for (fault& each : found_.faults) last_first(each);
    return std::move(found_);
  }

 private:
  static void find_makers(const json& part, const pointer& at, const std::string& called,
                          std::vector<std::string>& found) {
    if (part.is_object()) {
      for (const char* word : {"with", "preserve", "in"})
        if (part.contains(word) && part[word] == called) found.push_back(at.to_string());
      if (part.contains("nested") && part["nested"].is_string() &&
          called.ends_with("-" + part["nested"].get_ref<const std::string&>()))
        found.push_back(at.to_string());
      for (const auto& [key, value] : part.items()) find_makers(value, at / key, called, found);
    } else if (part.is_array()) {
      for (std::size_t i = 0; i != part.size(); ++i) find_makers(part[i], at / i, called, found);
    }
  }

  // Blames it for the faults that are gone without it, if it ran before them.
  void try_without(const finding& cause) {
    const std::vector<std::size_t> ran = when_it_ran(cause.place);
    const without_it then = run_without(cause.place);
    for (std::size_t i = 0; i != found_.faults.size(); ++i) {
      fault& each = found_.faults[i];
      const auto after = std::upper_bound(ran.begin(), ran.end(), each.event);
      if (after == ran.begin() || !is_gone(each, keys_[i], then)) continue;
      each.causes.push_back(cause);
      each.since.push_back(*std::prev(after));
    }
  }
  // The events, each time, before which the statement ran.
  std::vector<std::size_t> when_it_ran(const std::string& place) {
    const program marked = read_program(with_mark_before(text_, place), "");
    trace done;
    runner_->run(marked, {}, done);
    std::vector<std::size_t> ran;
    std::size_t original = 0;
    for (const event& each : done.events)
      if (each.kind == event_kind::log && text_of(each.a, marked, done) == mark)
        ran.push_back(original);
      else
        ++original;
    return ran;
  }
  without_it run_without(const std::string& place) {
    const program mended = read_program(without(text_, place), "");
    trace done;
    runner_->run(mended, {}, done);
    without_it said;
    std::map<std::string, std::size_t> seen;
    for (const event& each : done.events) {
      if (each.kind == event_kind::log) {
        const std::string label(text_of(each.a, mended, done));
        said.wrong[{label, seen[label]++}] = is_wrong_line(each);
      } else if (each.kind == event_kind::turn && each.b != sentinel_name) {
        said.left_behind.emplace(text_of(each.b, mended, done));
      }
    }
    return said;
  }
  // A line that is right then, or does not come; a context that no turn leaves behind any more.
  bool is_gone(const fault& which, const line_key& key, const without_it& then) const {
    if (found_.done.events[which.event].kind == event_kind::turn) return !then.left_behind.contains(which.found);
    const auto line = then.wrong.find(key);
    return line == then.wrong.end() || !line->second;
  }
  static void last_first(fault& of) {
    std::vector<std::size_t> order(of.causes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return of.since[a] > of.since[b]; });
    const fault as_found = of;
    for (std::size_t i = 0; i != order.size(); ++i) {
      of.causes[i] = as_found.causes[order[i]];
      of.since[i] = as_found.since[order[i]];
    }
  }

  const json& text_;
  std::unique_ptr<program_runner> runner_;
  std::vector<line_key> keys_;  // of the faults
  blamed found_;
};

}  // namespace

bool is_fault(const event& each) {
  return is_wrong_line(each) || (each.kind == event_kind::turn && each.b != sentinel_name);
}

blamed blame(const json& program, std::size_t scheme) {
  return blaming(program, scheme).run(*scheme_cards()[scheme].rules);
}

}  // namespace ctxlab::programs
