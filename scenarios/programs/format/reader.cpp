#include "scenarios/programs/format/reader.hpp"

#include <map>
#include <optional>

#include "scenarios/programs/format/bounds.hpp"
#include "scenarios/programs/format/grammar.hpp"
#include "scenarios/programs/format/syntax.hpp"

namespace ctxlab::programs {

namespace {

class reading {
 public:
  program read(const json& it, const place& at);

 private:
  // What is being compiled.
  struct body {
    function& into;
    std::map<std::string, std::uint32_t, std::less<>> variables{};
    std::uint32_t handler = nowhere;
    std::uint32_t depth = 0;
  };

  void read_function(const json& it, const place& at, std::uint32_t which);
  void read_block(const json& it, const place& at, body& in, std::size_t nesting, bool top);
  void read_statement(const json& it, const place& at, body& in, std::size_t nesting, bool last);
  void read_scope(const json& it, const place& at, body& in, std::size_t nesting, op opens, name inside);
  void read_attempt(const json& it, const place& at, body& in, std::size_t nesting);
  void read_expression(const json& it, const place& at, body& in, std::size_t nesting);

  void count_part(const place& at) {
    if (++parts_ > text_bounds::parts)
      at.wrong("the program is too large; expected at most " + std::to_string(text_bounds::parts) +
               " statements, expressions, functions and requests");
  }
  static void check_nesting(const place& at, std::size_t nesting) {
    if (nesting > text_bounds::nesting)
      at.wrong("nested too deep; expected at most " + std::to_string(text_bounds::nesting) +
               " statements and expressions within each other");
  }
  const std::string& text(const json& it, const place& at, const char* what);
  name named(const json& it, const place& at, const char* what) { return interned(text(it, at, what)); }
  name interned(const std::string& text);
  std::uint32_t function_named(const json& it, const place& at);
  std::uint32_t queue(const json& it, const place& at);
  std::uint32_t variable(const json& it, const place& at, body& in);
  static std::int64_t number(const json& it, const place& at, const char* what);
  static void truth(const json& it, const place& at, const char* word);
  std::uint32_t add(body& in, instruction it) {
    it.handler = in.handler;
    in.into.code.push_back(it);
    return static_cast<std::uint32_t>(in.into.code.size() - 1);
  }

  // A sleep and a yieldable that are awaited at once need not become deferreds of their own: see scheme.hpp.
  void add_await(body& in) {
    instruction& last = in.into.code.back();
    if (last.what == op::sleep)
      last.what = op::await_sleep;
    else if (last.what == op::yieldable)
      last.what = op::await_yieldable;
    else
      add(in, {op::await});
  }

  program made_;
  std::map<std::string, name, std::less<>> names_;
  std::map<std::string, std::uint32_t, std::less<>> functions_;
  std::map<std::string, std::uint32_t, std::less<>> queues_;
  std::vector<std::string_view> function_names_;
  std::size_t parts_ = 0;
};

const std::string& reading::text(const json& it, const place& at, const char* what) {
  if (!it.is_string()) at.wrong(std::string("expected ") + what + ", which is text, found " + what_it_is(it));
  const auto& text = it.get_ref<const std::string&>();
  if (text.size() > text_bounds::name_bytes)
    at.wrong(std::string("expected ") + what + " of at most " + std::to_string(text_bounds::name_bytes) +
             " bytes, found " + std::to_string(text.size()));
  return text;
}

name reading::interned(const std::string& text) {
  const auto [found, is_new] = names_.try_emplace(text, static_cast<name>(made_.names.size()));
  if (is_new) made_.names.push_back(text);
  return found->second;
}

std::uint32_t reading::function_named(const json& it, const place& at) {
  const std::string& called = text(it, at, "the name of a function");
  const auto found = functions_.find(called);
  if (found == functions_.end())
    at.wrong("no function is named " + in_quotes(called) + did_you_mean(called, function_names_));
  return found->second;
}

std::uint32_t reading::queue(const json& it, const place& at) {
  const auto [found, is_new] = queues_.try_emplace(text(it, at, "the name of a queue"), made_.queues);
  if (is_new) ++made_.queues;
  return found->second;
}

std::uint32_t reading::variable(const json& it, const place& at, body& in) {
  const auto [found, is_new] = in.variables.try_emplace(text(it, at, "the name of a variable"), in.into.variables);
  if (is_new && ++in.into.variables > text_bounds::variables)
    at.wrong("too many variables; expected at most " + std::to_string(text_bounds::variables) + " in a function");
  return found->second;
}

std::int64_t reading::number(const json& it, const place& at, const char* what) {
  if (!it.is_number_integer()) at.wrong(std::string("expected ") + what + ", a whole number, found " + what_it_is(it));
  if (it.is_number_unsigned() ? it.get<std::uint64_t>() > static_cast<std::uint64_t>(text_bounds::number)
                              : it.get<std::int64_t>() < 0)
    at.wrong(std::string("expected ") + what + " from 0 to " + std::to_string(text_bounds::number) + ", found " +
             it.dump());
  return it.get<std::int64_t>();
}

void reading::truth(const json& it, const place& at, const char* word) {
  if (it != true) at.wrong("expected true after " + in_quotes(word) + ", found " + what_it_is(it));
}

program reading::read(const json& it, const place& at) {
  static constexpr std::array<std::string_view, 2> fields{"functions", "requests"};
  static constexpr std::array<std::string_view, 2> request_fields{"at", "call"};
  check_fields(it, at, fields);
  interned("sentinel");

  const json& functions = it.at("functions");
  const place at_functions = at / "functions";
  if (!functions.is_object())
    at_functions.wrong("expected an object of functions by name, found " + what_it_is(functions));
  for (const auto& [called, ignored] : functions.items()) {
    count_part(at_functions / called);
    functions_.emplace(called, static_cast<std::uint32_t>(functions_.size()));
    function_names_.push_back(functions_.find(called)->first);
  }
  made_.functions.resize(functions_.size());
  for (const auto& [called, which] : functions_) read_function(functions.at(called), at_functions / called, which);

  const json& requests = it.at("requests");
  const place at_requests = at / "requests";
  if (!requests.is_array()) at_requests.wrong("expected a list of requests, found " + what_it_is(requests));
  if (requests.empty()) at_requests.wrong("expected at least one request, such as {\"at\": 0, \"call\": \"main\"}");
  for (std::size_t i = 0; i != requests.size(); ++i) {
    const place at_request = at_requests / i;
    count_part(at_request);
    check_fields(requests[i], at_request, request_fields);
    made_.requests.push_back({number(requests[i]["at"], at_request / "at", "a time"),
                              function_named(requests[i]["call"], at_request / "call")});
  }
  return std::move(made_);
}

void reading::read_function(const json& it, const place& at, std::uint32_t which) {
  static constexpr std::array<std::string_view, 2> fields{"kind", "body"};
  static constexpr std::array<std::string_view, 2> kinds{"coroutine", "plain"};
  check_fields(it, at, fields);
  const std::string& kind = text(it.at("kind"), at / "kind", "the kind of a function");
  if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end())
    (at / "kind")
        .wrong("unknown kind " + in_quotes(kind) + "; expected coroutine or plain" + did_you_mean(kind, kinds));
  function made{interned(std::string(function_names_[which])), kind == "coroutine", 0, {}, {}};
  body in{made};
  read_block(it.at("body"), at / "body", in, 0, true);
  add(in, {op::end});
  made_.functions[which] = std::move(made);
}

void reading::read_block(const json& it, const place& at, body& in, std::size_t nesting, bool top) {
  check_nesting(at, nesting);
  if (!it.is_array()) at.wrong("expected a list of statements, found " + what_it_is(it));
  for (std::size_t i = 0; i != it.size(); ++i) {
    const place here = at / i;
    count_part(here);
    read_statement(it[i], here, in, nesting, top && i + 1 == it.size());
  }
}

void reading::read_scope(const json& it, const place& at, body& in, std::size_t nesting, op opens, name inside) {
  add(in, {opens, nowhere, inside});
  ++in.depth;
  read_block(it.at("do"), at / "do", in, nesting + 1, false);
  --in.depth;
  add(in, {op::leave});
}

void reading::read_attempt(const json& it, const place& at, body& in, std::size_t nesting) {
  const std::uint32_t outer = in.handler;
  in.handler = static_cast<std::uint32_t>(in.into.handlers.size());
  in.into.handlers.push_back({0, in.depth});
  const std::uint32_t mine = in.handler;
  read_block(it.at("try"), at / "try", in, nesting + 1, false);
  in.handler = outer;
  const std::uint32_t over = add(in, {op::jump});
  in.into.handlers[mine].target = static_cast<std::uint32_t>(in.into.code.size());
  read_block(it.at("except"), at / "except", in, nesting + 1, false);
  in.into.code[over].a = static_cast<std::uint32_t>(in.into.code.size());
}

void reading::read_statement(const json& it, const place& at, body& in, std::size_t nesting, bool last) {
  const auto& is = shape_of(it, at, statements, statement_words, "statement", "expression", expression_words);
  const json& what = it.at(is.word);
  const place there = at / is.word;
  switch (is.kind) {
    case statement::log: add(in, {op::log, nowhere, named(what, there, "a log text")}); break;
    case statement::with:
      read_scope(it, at, in, nesting, op::enter, named(what, there, "the name of a context"));
      break;
    case statement::nested:
      read_scope(it, at, in, nesting, op::nested, named(what, there, "the suffix of a context"));
      break;
    case statement::preserve:
      read_scope(it, at, in, nesting, op::preserve,
                 what.is_null() ? nowhere : named(what, there, "null or the name of a context"));
      break;
    case statement::await:
      if (!in.into.is_coroutine)
        at.wrong("an await in a plain function; expected it in a coroutine (make this one's \"kind\" \"coroutine\")");
      read_expression(what, there, in, nesting + 1);
      add_await(in);
      break;
    case statement::eval:
      read_expression(what, there, in, nesting + 1);
      add(in, {op::discard});
      break;
    case statement::let: {
      const std::uint32_t into = variable(what, there, in);
      read_expression(it.at("be"), at / "be", in, nesting + 1);
      add(in, {op::let, nowhere, into});
      break;
    }
    case statement::drop: add(in, {op::drop, nowhere, variable(what, there, in)}); break;
    case statement::fire: add(in, {op::fire, nowhere, queue(what, there)}); break;
    case statement::fail: add(in, {op::fail, nowhere, queue(what, there)}); break;
    case statement::clear: add(in, {op::clear, nowhere, queue(what, there)}); break;
    case statement::cancel: add(in, {op::cancel, nowhere, variable(what, there, in)}); break;
    case statement::raise: add(in, {op::raise, nowhere, named(what, there, "the name of an exception")}); break;
    case statement::attempt: read_attempt(it, at, in, nesting); break;
    case statement::cpu:
      made_.spends_cpu = true;
      add(in, {op::cpu, nowhere, 0, 0, number(what, there, "an amount of CPU time")});
      break;
    case statement::db: {
      static constexpr std::array<std::string_view, 2> fields{"sched", "txn"};
      check_fields(what, there, fields);
      add(in, {op::db, nowhere, 0, 0, number(what.at("sched"), there / "sched", "a time"),
               number(what.at("txn"), there / "txn", "a time")});
      break;
    }
    case statement::fetch: add(in, {op::fetch, nowhere, 0, 0, number(what, there, "a number of events")}); break;
    case statement::gc:
      truth(what, there, "gc");
      add(in, {op::collect});
      break;
    case statement::give:
      if (in.into.is_coroutine) at.wrong("a return in a coroutine; expected it in a plain function");
      if (!last) at.wrong("a return before the end; expected it as the last statement of the function's body");
      read_expression(what, there, in, nesting + 1);
      break;
  }
}

void reading::read_expression(const json& it, const place& at, body& in, std::size_t nesting) {
  count_part(at);
  check_nesting(at, nesting);
  const auto& is = shape_of(it, at, expressions, expression_words, "expression", "statement", statement_words);
  const json& what = it.at(is.word);
  const place there = at / is.word;
  const auto add_to = [&](op adds) {
    read_expression(what, there, in, nesting + 1);
    add(in, {adds, nowhere, function_named(it.at("do"), at / "do")});
  };
  switch (is.kind) {
    case expression::call: add(in, {op::call, nowhere, function_named(what, there)}); break;
    case expression::background: add(in, {op::background, nowhere, function_named(what, there)}); break;
    case expression::request: {
      const std::uint32_t called = function_named(what, there);
      add(in, {op::request, nowhere, called, named(it.at("in"), at / "in", "the name of a context")});
      break;
    }
    case expression::sleep: add(in, {op::sleep, nowhere, 0, 0, number(what, there, "a time")}); break;
    case expression::raw_sleep: add(in, {op::raw_sleep, nowhere, 0, 0, number(what, there, "a time")}); break;
    case expression::wait: add(in, {op::wait, nowhere, queue(what, there)}); break;
    case expression::yieldable:
      read_expression(what, there, in, nesting + 1);
      add(in, {op::yieldable});
      break;
    case expression::gather:
      if (!what.is_array()) there.wrong("expected a list of expressions, found " + what_it_is(what));
      for (std::size_t i = 0; i != what.size(); ++i) {
        read_expression(what[i], there / i, in, nesting + 1);
        add(in, {op::member});
      }
      add(in, {op::gather, nowhere, static_cast<std::uint32_t>(what.size())});
      break;
    case expression::succeed:
      truth(what, there, "succeed");
      add(in, {op::succeed});
      break;
    case expression::failed: add(in, {op::failed, nowhere, named(what, there, "the name of an exception")}); break;
    case expression::var: add(in, {op::var, nowhere, variable(what, there, in)}); break;
    case expression::then: add_to(op::then); break;
    case expression::catches: add_to(op::catches); break;
    case expression::both: add_to(op::both); break;
  }
}

}  // namespace

program read_program(const json& it, const std::string& at) { return reading().read(it, place(at)); }

}  // namespace ctxlab::programs
