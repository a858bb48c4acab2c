#include "scenarios/programs/view/pseudo_code.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "scenarios/programs/format/json_text.hpp"
#include "scenarios/programs/format/syntax.hpp"

namespace ctxlab::programs {

using nlohmann::json;

namespace {

constexpr std::string_view keyword_style = "1";
constexpr std::string_view mark_style = "1;31";

std::string expression_text(const json& expression);

std::string operand_text(operand kind, const json& value) {
  switch (kind) {
    case operand::expression: return expression_text(value);
    case operand::expressions: {
      std::string list;
      for (const json& each : value) list += (list.empty() ? "" : ", ") + expression_text(each);
      return list;
    }
    case operand::database_times:
      return fmt::format("sched {} txn {}", value["sched"].get<std::int64_t>(), value["txn"].get<std::int64_t>());
    default:
      if (value.is_null()) return kind == operand::owner ? "nobody" : "the sentinel";
      return value.is_string() ? shown(value.get_ref<const std::string&>()) : value.dump();
  }
}

// The pseudo-code of a row, with its operands in it.
std::string filled(std::string_view pseudo_code, const syntax_row& row, const json& object) {
  std::string text;
  for (std::size_t at = 0; at < pseudo_code.size();) {
    const std::size_t open = pseudo_code.find('{', at), close = pseudo_code.find('}', open);
    if (close == pseudo_code.npos) return text += pseudo_code.substr(at);
    text += pseudo_code.substr(at, open - at);
    const std::string_view word = pseudo_code.substr(open + 1, close - open - 1);
    for (const field& operand_field : row.fields) {
      if (operand_field.word != word || (operand_field.optional && !object.contains(word))) continue;
      if (operand_field.optional) (text += ' ') += std::string(word) + ' ';
      text += operand_text(operand_field.kind, object.at(word));
    }
    at = close + 1;
  }
  return text;
}

std::string expression_text(const json& expression) {
  const syntax_row& row = *find_row(expressions, expression);
  return filled(row.pseudo_code, row, expression);
}

// The words after which stands the name of a function.
bool names_function(std::string_view word) {
  for (const syntax_row& row : expressions)
    for (const field& operand_field : row.fields)
      if (operand_field.word == word && operand_field.kind == operand::function) return true;
  return false;
}

class writer {
 public:
  explicit writer(const json& program, const std::map<std::string, std::string>* marks = nullptr)
      : program_(program), marks_(marks) {
    if (!marks) return;
    for (const auto& [place, mark] : *marks) widest_ = std::max(widest_, mark.size() + 1);
  }

  block write() {
    for (const json& each : program_["requests"]) reach(each["call"].get<std::string>());
    for (std::size_t i = 0; i != order_.size(); ++i) {  // grows meanwhile
      const json& function = program_["functions"][order_[i]];
      find_calls(function["body"]);
      const std::string place = "/functions" + pointer_step(order_[i]);
      if (marks_ && !is_marked(place + "/")) continue;
      statements_.push_back(place);
      line(0, function["kind"].get<std::string>(), shown(order_[i]) + "():");
      body(function["body"], 1, place + "/body");
      made_.emplace_back();
    }
    if (marks_) {
      if (!made_.empty()) made_.pop_back();
      return std::move(made_);
    }
    for (const json& each : program_["requests"])
      line(0, "request",
           fmt::format("at {}: {}()", each["at"].get<std::int64_t>(),
                       shown(each["call"].get_ref<const std::string&>())));
    return std::move(made_);
  }
  // The places of the functions and statements that were written, in this order.
  const std::vector<std::string>& statements() const { return statements_; }

 private:
  void reach(const std::string& function) {
    if (std::find(order_.begin(), order_.end(), function) == order_.end()) order_.push_back(function);
  }
  void find_calls(const json& part) {
    if (part.is_object())
      for (const auto& [word, value] : part.items())
        if (value.is_string() && names_function(word)) reach(value.get<std::string>());
    if (part.is_structured())
      for (const json& each : part) find_calls(each);
  }
  // Whether something below a place is marked.
  bool is_marked(const std::string& place) const {
    const auto first = marks_->lower_bound(place);
    return first != marks_->end() && first->first.starts_with(place);
  }
  // The marks of a statement, but not those of what stands in its bodies.
  std::string marks_of(const std::string& statement, const json& object) const {
    std::string all;
    if (!marks_) return all;
    for (auto each = marks_->lower_bound(statement); each != marks_->end() && each->first.starts_with(statement);
         ++each) {
      const std::string_view below = std::string_view(each->first).substr(statement.size());
      if (!below.empty() && below[0] != '/') continue;
      const std::string word(below.substr(0, below.find('/', 1)));
      if (word.empty() || !is_body(object, word.substr(1))) all += (all.empty() ? "" : " ") + each->second;
    }
    return all;
  }
  static bool is_body(const json& object, const std::string& word) {
    return object.contains(word) && object[word].is_array();
  }

  void line(std::size_t depth, std::string_view keyword, const std::string& rest, const std::string& mark = {}) {
    styled_line it;
    if (marks_) it.add(fmt::format("{:<{}}", mark, widest_), mark_style);
    it.add(std::string(depth * 2, ' '));
    it.add(keyword, keyword_style);
    if (!rest.empty()) it.add(" " + rest);
    made_.push_back(std::move(it));
  }
  void body(const json& list, std::size_t depth, const std::string& place) {
    if (list.empty()) line(depth, "pass", "");
    for (std::size_t i = 0; i != list.size(); ++i) statement(list[i], depth, place + "/" + std::to_string(i));
  }
  void statement(const json& object, std::size_t depth, const std::string& place) {
    statements_.push_back(place);
    const syntax_row& row = *find_row(programs::statements, object);
    const std::size_t space = row.pseudo_code.find(' ');
    const std::string_view rest = space == row.pseudo_code.npos ? "" : row.pseudo_code.substr(space + 1);
    line(depth, filled(row.pseudo_code.substr(0, space), row, object), filled(rest, row, object),
         marks_of(place, object));
    for (const field& operand_field : row.fields) {
      const bool is_part = operand_field.kind == operand::handler || operand_field.kind == operand::last_words;
      if (is_part && !object.contains(operand_field.word)) continue;
      if (is_part) line(depth, std::string(operand_field.word) + ":", "");
      if (is_part || operand_field.kind == operand::body || operand_field.kind == operand::attempt)
        body(object.at(operand_field.word), depth + 1, place + "/" + std::string(operand_field.word));
    }
  }

  const json& program_;
  const std::map<std::string, std::string>* marks_;
  std::size_t widest_ = 0;  // of the marks
  std::vector<std::string> order_, statements_;
  block made_;
};

}  // namespace

block pseudo_code(const json& of) { return writer(of).write(); }

block marked_pseudo_code(const json& of, const std::map<std::string, std::string>& marks) {
  return writer(of, &marks).write();
}

std::map<std::string, std::size_t> order_in_pseudo_code(const json& of) {
  writer by(of);
  by.write();
  std::map<std::string, std::size_t> order;
  for (const std::string& each : by.statements()) order.emplace(each, order.size());
  return order;
}

}  // namespace ctxlab::programs
