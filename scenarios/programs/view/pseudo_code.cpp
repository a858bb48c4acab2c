#include "scenarios/programs/view/pseudo_code.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ctxlab::programs {

using nlohmann::json;

namespace {

constexpr std::string_view keyword_style = "1";

std::string name_in(const json& it) { return shown(it.get_ref<const std::string&>()); }

std::string expression_text(const json& it) {
  const auto word = [&](const char* key) { return it.contains(key); };
  if (word("call")) return name_in(it["call"]) + "()";
  if (word("background")) return "background " + name_in(it["background"]) + "()";
  if (word("request")) return "request " + name_in(it["request"]) + "() in " + name_in(it["in"]);
  if (word("wait")) return "wait(" + name_in(it["wait"]) + ")";
  if (word("yieldable")) return "yieldable(" + expression_text(it["yieldable"]) + ")";
  if (word("succeed")) return "succeed()";
  if (word("failed")) return "failed(" + name_in(it["failed"]) + ")";
  if (word("var")) return name_in(it["var"]);
  for (const char* timed : {"sleep", "raw_sleep"})
    if (word(timed)) return fmt::format("{}({})", timed, it[timed].get<std::int64_t>());
  for (const char* adds : {"then", "catch", "both"})
    if (word(adds)) return fmt::format("{}.{}({})", expression_text(it[adds]), adds, name_in(it["do"]));
  std::string members;
  for (const json& each : it["gather"]) members += (members.empty() ? "" : ", ") + expression_text(each);
  return "gather(" + members + ")";
}

class writer {
 public:
  explicit writer(const json& program) : program_(program) {}

  block write() {
    for (const json& each : program_["requests"]) reach(each["call"].get<std::string>());
    for (std::size_t i = 0; i != order_.size(); ++i) {  // grows meanwhile
      const json& function = program_["functions"][order_[i]];
      find_calls(function["body"]);
      line(0, function["kind"].get<std::string>(), shown(order_[i]) + "():");
      body(function["body"], 1);
      made_.emplace_back();
    }
    for (const json& each : program_["requests"])
      line(0, "request", fmt::format("at {}: {}()", each["at"].get<std::int64_t>(), name_in(each["call"])));
    return std::move(made_);
  }

 private:
  void reach(const std::string& function) {
    if (std::find(order_.begin(), order_.end(), function) == order_.end()) order_.push_back(function);
  }
  void find_calls(const json& in) {
    if (in.is_object())
      for (const char* calls : {"call", "background", "request", "do"})
        if (in.contains(calls) && in[calls].is_string()) reach(in[calls].get<std::string>());
    if (in.is_structured())
      for (const json& each : in) find_calls(each);
  }
  void line(std::size_t depth, std::string_view keyword, const std::string& rest) {
    styled_line it(std::string(depth * 2, ' '));
    it.add(keyword, keyword_style);
    if (!rest.empty()) it.add(" " + rest);
    made_.push_back(std::move(it));
  }
  void body(const json& statements, std::size_t depth) {
    if (statements.empty()) line(depth, "pass", "");
    for (const json& each : statements) statement(each, depth);
  }
  void statement(const json& it, std::size_t depth) {
    if (it.contains("try")) {
      line(depth, "try:", "");
      body(it["try"], depth + 1);
      line(depth, "except:", "");
      return body(it["except"], depth + 1);
    }
    for (const char* scope : {"with", "nested", "preserve"}) {
      if (!it.contains(scope)) continue;
      line(depth, scope, (it[scope].is_null() ? "the sentinel" : name_in(it[scope])) + ":");
      return body(it["do"], depth + 1);
    }
    for (const char* of_expression : {"await", "eval", "return"})
      if (it.contains(of_expression)) return line(depth, of_expression, expression_text(it[of_expression]));
    if (it.contains("let")) return line(depth, name_in(it["let"]), "= " + expression_text(it["be"]));
    if (it.contains("log")) return line(depth, "log", '"' + name_in(it["log"]) + '"');
    if (it.contains("gc")) return line(depth, "gc", "");
    if (it.contains("db"))
      return line(
          depth, "db",
          fmt::format("sched {} txn {}", it["db"]["sched"].get<std::int64_t>(), it["db"]["txn"].get<std::int64_t>()));
    for (const char* amount : {"cpu", "fetch"})
      if (it.contains(amount)) return line(depth, amount, fmt::format("{}", it[amount].get<std::int64_t>()));
    line(depth, it.begin().key(), name_in(it.begin().value()));
  }

  const json& program_;
  std::vector<std::string> order_;
  block made_;
};

}  // namespace

block pseudo_code(const json& of) { return writer(of).write(); }

}  // namespace ctxlab::programs
