#include "scenarios/programs/reduce/reduce.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "scenarios/programs/format/json_text.hpp"
#include "scenarios/programs/format/reader.hpp"
#include "scenarios/programs/format/syntax.hpp"

namespace ctxlab::programs {
namespace {

using nlohmann::json;
using pointer = json::json_pointer;

// The places of lists whose parts may be left out, longest first; and of expressions.
struct places {
  std::vector<pointer> lists, expressions;

  explicit places(const json& program) {
    lists.push_back(pointer("/requests"));
    for (const auto& [called, function] : program["functions"].items())
      of_body(function["body"], pointer("/functions" + pointer_step(called) + "/body"));
  }

 private:
  void of_body(const json& list, const pointer& at) {
    lists.push_back(at);
    for (std::size_t i = 0; i != list.size(); ++i)
      if (const syntax_row* const row = find_row(statements, list[i])) of_row(*row, list[i], at / i);
  }
  void of_row(const syntax_row& row, const json& object, const pointer& at) {
    for (std::size_t i = 0; i != row.field_count(); ++i) {
      const field& each = row.fields[i];
      const std::string word(each.word);
      if (!object.contains(word)) continue;
      switch (each.kind) {
        case operand::body:
        case operand::attempt:
        case operand::handler:
        case operand::last_words: of_body(object[word], at / word); break;
        case operand::expression: of_expression(object[word], at / word); break;
        case operand::expressions:
          lists.push_back(at / word);
          for (std::size_t k = 0; k != object[word].size(); ++k) of_expression(object[word][k], at / word / k);
          break;
        default: break;
      }
    }
  }
  void of_expression(const json& object, const pointer& at) {
    expressions.push_back(at);
    if (const syntax_row* const row = find_row(programs::expressions, object)) of_row(*row, object, at);
  }
};

// What may stand in place of a statement: the statements of each of its bodies.
std::vector<json> bodies_of(const json& statement) {
  std::vector<json> all;
  const syntax_row* const row = find_row(statements, statement);
  for (std::size_t i = 0; row && i != row->field_count(); ++i) {
    const json::const_iterator found = statement.find(std::string(row->fields[i].word));
    const operand kind = row->fields[i].kind;
    if (found != statement.end() && (kind == operand::body || kind == operand::attempt)) all.push_back(*found);
  }
  return all;
}

// What may stand in place of an expression.
std::vector<json> instead_of(const json& expression) {
  std::vector<json> all;
  const syntax_row* const row = find_row(expressions, expression);
  if (!row || row->operation == op::succeed) return all;
  for (std::size_t i = 0; i != row->field_count(); ++i) {
    const json& value = expression[std::string(row->fields[i].word)];
    if (row->fields[i].kind == operand::expression) all.push_back(value);
    if (row->fields[i].kind == operand::expressions) all.insert(all.end(), value.begin(), value.end());
  }
  all.push_back({{"succeed", true}});
  if (row->operation != op::sleep) all.push_back({{"sleep", 1}});
  return all;
}

void collect_calls(const json& part, std::set<std::string>& called) {
  if (part.is_string()) called.insert(part.get<std::string>());
  if (part.is_structured())
    for (const json& each : part) collect_calls(each, called);
}

// Without the functions that no request leads to. A text that happens to be a function's name keeps that one.
json without_uncalled(json program) {
  std::set<std::string> reached, next;
  for (const json& each : program["requests"]) next.insert(each["call"].get<std::string>());
  while (!next.empty()) {
    const std::string called = *next.begin();
    next.erase(next.begin());
    if (!program["functions"].contains(called) || !reached.insert(called).second) continue;
    collect_calls(program["functions"][called]["body"], next);
  }
  json& functions = program["functions"];
  for (auto each = functions.begin(); each != functions.end();)
    each = reached.count(each.key()) ? std::next(each) : functions.erase(each);
  return program;
}

class reducing {
 public:
  reducing(json program, const keeps& shows, const std::function<void(std::size_t)>& progress)
      : best_{std::move(program)}, shows_(shows), progress_(progress) {}

  reduced run() {
    while (lists() || expression_places()) continue;
    return std::move(best_);
  }

 private:
  bool take(json made) {
    if (++best_.tried % 100 == 0) progress_(best_.tried);
    made = without_uncalled(std::move(made));
    try {
      read_program(made, "");
    } catch (const bad_text&) {
      return false;
    }
    if (!shows_(made)) return false;
    best_.program = std::move(made);
    return true;
  }

  // One step at a list, if one keeps it. The last parts first, so that those before them stay where they are.
  bool lists() {
    bool smaller = false;
    const std::vector<pointer> all = places(best_.program).lists;
    for (const pointer& at : all) {
      if (!best_.program.contains(at)) continue;
      for (std::size_t i = best_.program[at].size(); i-- > 0;) {
        json made = best_.program;
        made[at].erase(i);
        if (take(std::move(made))) {
          smaller = true;
          continue;
        }
        for (const json& body : bodies_of(best_.program[at][i])) {
          made = best_.program;
          json& list = made[at];
          list.erase(i);
          list.insert(list.begin() + static_cast<std::ptrdiff_t>(i), body.begin(), body.end());
          if (!take(std::move(made))) continue;
          smaller = true;
          break;
        }
      }
    }
    return smaller;
  }
  bool expression_places() {
    for (const pointer& at : places(best_.program).expressions)
      for (const json& by : instead_of(best_.program[at])) {
        if (size_within(by) > size_within(best_.program[at]) || by == best_.program[at]) continue;
        json made = best_.program;
        made[at] = by;
        if (take(std::move(made))) return true;
      }
    return false;
  }
  static std::size_t size_within(const json& part) {
    std::size_t size = part.is_object() ? 1 : 0;
    if (part.is_structured())
      for (const json& each : part) size += size_within(each);
    return size;
  }

  reduced best_;
  const keeps& shows_;
  const std::function<void(std::size_t)>& progress_;
};

}  // namespace

reduced reduce(json program, const keeps& shows, const std::function<void(std::size_t)>& progress) {
  return reducing(std::move(program), shows, progress).run();
}

std::size_t size_of(const json& program) {
  const places all(program);
  std::size_t size = program["functions"].size() + all.expressions.size();
  for (const pointer& each : all.lists)
    if (each.empty() || program[each].empty() || find_row(statements, program[each][0]) || each.back() == "requests")
      size += program[each].size();
  return size;
}

}  // namespace ctxlab::programs
