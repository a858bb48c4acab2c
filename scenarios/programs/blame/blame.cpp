#include "scenarios/programs/blame/blame.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>

#include "scenarios/programs/format/json_text.hpp"
#include "scenarios/programs/format/reader.hpp"
#include "scenarios/programs/machine/program_runner.hpp"

namespace ctxlab::programs {
namespace {

using nlohmann::json;
using pointer = json::json_pointer;

constexpr const char* mark = "\x01 here it is";  // a label that no program has; control characters are shown escaped

// The statement that a place stands in.
pointer statement_at(const json& program, const std::string& place) {
  pointer at(place), statement;
  for (; !at.empty(); at = at.parent_pointer()) {
    const pointer list = at.parent_pointer();
    if (!list.empty() && program[list].is_array() && list.back() != "gather") return at;
  }
  return statement;
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

class blaming {
 public:
  blaming(const json& text, std::size_t scheme)
      : text_(text), rules_(*scheme_cards()[scheme].rules), runner_(make_program_runner(scheme)) {}

  blamed run() {
    const program compiled = read_program(text_, "");
    runner_->run(compiled, {}, found_.done);
    causes_ = lint(text_, rules_);
    for (std::size_t i = 0; i != found_.done.events.size(); ++i)
      if (is_fault(found_.done.events[i])) found_.faults.push_back(fault_at(i, compiled));
    return std::move(found_);
  }

 private:
  fault fault_at(std::size_t index, const program& compiled) {
    const event& it = found_.done.events[index];
    fault made{index, std::string(text_of(it.b, compiled, found_.done)), {}, {}, {}};
    if (it.b != sentinel_name) find_makers(text_["functions"], pointer("/functions"), made.found, made.makers);
    std::vector<std::pair<std::size_t, const finding*>> ran;
    for (const finding& each : causes_)
      if (const auto since = ran_before(each.place, index); since && is_mended_without(each.place, index, compiled))
        ran.emplace_back(*since, &each);
    std::stable_sort(ran.begin(), ran.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    for (const auto& [since, cause] : ran) {
      made.causes.push_back(*cause);
      made.since.push_back(since);
    }
    return made;
  }

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

  // The first event after the statement ran for the last time before the event at `index`.
  std::optional<std::size_t> ran_before(const std::string& place, std::size_t index) {
    if (const auto known = ran_.find(place); known == ran_.end()) {
      const program marked = read_program(with_mark_before(text_, place), "");
      trace done;
      runner_->run(marked, {}, done);
      std::size_t original = 0;
      for (const event& each : done.events)
        if (each.kind == event_kind::log && text_of(each.a, marked, done) == mark)
          ran_[place].push_back(original);
        else
          ++original;
      ran_[place];
    }
    std::optional<std::size_t> last;
    for (const std::size_t each : ran_[place])
      if (each <= index) last = each;
    return last;
  }

  // The same line, by its label and how often that came before, is right or does not come; or no turn leaves this
  // context behind any more.
  bool is_mended_without(const std::string& place, std::size_t index, const program& compiled) {
    const program mended = read_program(without(text_, place), "");
    trace done;
    runner_->run(mended, {}, done);
    const event& it = found_.done.events[index];
    const auto text = [&](name which) { return text_of(which, compiled, found_.done); };
    if (it.kind == event_kind::turn)
      return std::none_of(done.events.begin(), done.events.end(), [&](const event& each) {
        return each.kind == event_kind::turn && each.b != sentinel_name && text_of(each.b, mended, done) == text(it.b);
      });
    auto before =
        std::count_if(found_.done.events.begin(), found_.done.events.begin() + static_cast<std::ptrdiff_t>(index),
                      [&](const event& each) { return each.kind == event_kind::log && each.a == it.a; });
    for (const event& each : done.events)
      if (each.kind == event_kind::log && text_of(each.a, mended, done) == text(it.a) && before-- == 0)
        return !is_wrong_line(each);
    return true;
  }

  const json& text_;
  const discipline& rules_;
  std::unique_ptr<program_runner> runner_;
  std::vector<finding> causes_;
  std::map<std::string, std::vector<std::size_t>> ran_;  // by place: the events before which it ran
  blamed found_;
};

}  // namespace

bool is_fault(const event& each) {
  return is_wrong_line(each) || (each.kind == event_kind::turn && each.b != sentinel_name);
}

blamed blame(const json& program, std::size_t scheme) { return blaming(program, scheme).run(); }

}  // namespace ctxlab::programs
