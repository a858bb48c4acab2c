#include "scenarios/programs/format/reader.hpp"

#include <utility>

#include "scenarios/programs/format/bounds.hpp"
#include "scenarios/programs/format/symbols.hpp"
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
    numbered_names variables{operand::variable, "variables"};
    numbered_names scopes{operand::scope, "scopes"};
    std::uint32_t handler = nowhere;
    std::uint32_t depth = 0;
  };

  void read_function(const std::string& called, const json& it, const place& at);
  void read_block(const json& list, const place& here, body& in, std::size_t nesting, bool top);
  void read_statement(const json& object, const place& here, body& in, std::size_t nesting, bool last);
  void read_expression(const json& object, const place& here, body& in, std::size_t nesting);
  void read_row(const syntax_row& row, const json& object, const place& here, body& in, std::size_t nesting);
  void read_scope(const instruction& opens, const json& list, const place& here, body& in, std::size_t nesting);
  void read_rounds(instruction begins, const json& list, const place& here, body& in, std::size_t nesting);
  void read_operand(operand kind, const json& value, const place& here, body& in, std::size_t nesting,
                    std::size_t& references, instruction& built);
  void read_attempt(const syntax_row& row, const json& object, const place& here, body& in, std::size_t nesting);

  static std::uint32_t add_handler(body& in);

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
  std::uint32_t add(body& in, instruction it) {
    it.handler = in.handler;
    in.into.code.push_back(it);
    return static_cast<std::uint32_t>(in.into.code.size() - 1);
  }

  // A sleep and a yieldable that are awaited at once need not become deferreds of their own: see scheme.hpp.
  void add_await(body& in) {
    instruction& last = in.into.code.back();
    if (last.operation == op::sleep)
      last.operation = op::await_sleep;
    else if (last.operation == op::yieldable)
      last.operation = op::await_yieldable;
    else
      add(in, {op::await});
  }

  program made_;
  symbols symbols_;
  std::size_t parts_ = 0;
};

program reading::read(const json& it, const place& at) {
  static constexpr std::array<std::string_view, 2> fields{"functions", "requests"};
  static constexpr std::array<std::string_view, 2> request_fields{"at", "call"};
  check_fields(it, at, fields);

  const json& functions = it.at("functions");
  const place at_functions = at / "functions";
  if (!functions.is_object())
    at_functions.wrong("expected an object of functions by name, found " + what_it_is(functions));
  for (const auto& [called, ignored] : functions.items()) {
    count_part(at_functions / called);
    symbols_.declare_function(called);
  }
  for (const auto& [called, text] : functions.items()) read_function(called, text, at_functions / called);

  const json& requests = it.at("requests");
  const place at_requests = at / "requests";
  if (!requests.is_array()) at_requests.wrong("expected a list of requests, found " + what_it_is(requests));
  if (requests.empty()) at_requests.wrong("expected at least one request, such as {\"at\": 0, \"call\": \"main\"}");
  for (std::size_t i = 0; i != requests.size(); ++i) {
    const place at_request = at_requests / i;
    count_part(at_request);
    check_fields(requests[i], at_request, request_fields);
    made_.requests.push_back({number_in(requests[i]["at"], at_request / "at", noun_of(operand::time)),
                              symbols_.function(requests[i]["call"], at_request / "call")});
  }
  symbols_.check_owners();
  made_.queues = symbols_.queues();
  made_.names = symbols_.take_names();
  return std::move(made_);
}

void reading::read_function(const std::string& called, const json& it, const place& at) {
  static constexpr std::array<std::string_view, 2> fields{"kind", "body"};
  static constexpr std::array<std::string_view, 2> kinds{"coroutine", "plain"};
  check_fields(it, at, fields);
  const std::string& kind = text_in(it.at("kind"), at / "kind", "the kind of a function");
  if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end())
    (at / "kind")
        .wrong("unknown kind " + in_quotes(kind) + "; expected coroutine or plain" + did_you_mean(kind, kinds));
  function made{.called = symbols_.interned(called), .is_coroutine = kind == "coroutine", .code = {}, .handlers = {}};
  body in{made};
  read_block(it.at("body"), at / "body", in, 0, true);
  add(in, {op::end});
  made.variables = in.variables.count();
  made.scopes = in.scopes.count();
  made_.functions.push_back(std::move(made));
}

void reading::read_block(const json& list, const place& here, body& in, std::size_t nesting, bool top) {
  check_nesting(here, nesting);
  if (!list.is_array()) here.wrong("expected a list of statements, found " + what_it_is(list));
  for (std::size_t i = 0; i != list.size(); ++i) {
    const place at_statement = here / i;
    count_part(at_statement);
    read_statement(list[i], at_statement, in, nesting, top && i + 1 == list.size());
  }
}

void reading::read_statement(const json& object, const place& here, body& in, std::size_t nesting, bool last) {
  const syntax_row& row =
      row_of(object, here, statements, statement_words, "statement", "expression", expression_words);
  const std::string word(row.word());
  if (row.where == allowed::in_coroutines && !in.into.is_coroutine)
    here.wrong("an " + word +
               " in a plain function; expected it in a coroutine (make this one's \"kind\" \"coroutine\")");
  if (row.where == allowed::last_in_plain) {
    if (in.into.is_coroutine) here.wrong("a " + word + " in a coroutine; expected it in a plain function");
    if (!last) here.wrong("a " + word + " before the end; expected it as the last statement of the function's body");
  }
  if (row.fields[0].kind == operand::attempt)
    read_attempt(row, object, here, in, nesting);
  else
    read_row(row, object, here, in, nesting);
}

void reading::read_expression(const json& object, const place& here, body& in, std::size_t nesting) {
  count_part(here);
  check_nesting(here, nesting);
  const syntax_row& row =
      row_of(object, here, expressions, expression_words, "expression", "statement", statement_words);
  read_row(row, object, here, in, nesting);
}

void reading::read_scope(const instruction& opens, const json& list, const place& here, body& in, std::size_t nesting) {
  add(in, opens);
  ++in.depth;
  read_block(list, here, in, nesting + 1, false);
  --in.depth;
  add(in, {op::leave});
}

void reading::read_rounds(instruction begins, const json& list, const place& here, body& in, std::size_t nesting) {
  begins.a = in.into.counters++;
  const std::uint32_t first = add(in, begins) + 1;
  read_block(list, here, in, nesting + 1, false);
  instruction again{op::again};
  again.a = begins.a;
  again.b = first;
  again.first = static_cast<std::int64_t>(in.into.code.size() + 1 - first);
  add(in, again);
}

// The instructions of the operands, in their order, and then the row's own; but a body comes after it.
void reading::read_row(const syntax_row& row, const json& object, const place& here, body& in, std::size_t nesting) {
  instruction built{row.operation};
  std::size_t references = 0;
  for (std::size_t i = 0; i != row.field_count(); ++i) {
    const field& operand_field = row.fields[i];
    if (operand_field.optional && !object.contains(operand_field.word)) {
      built.b = nowhere;
      continue;
    }
    const json& value = object.at(operand_field.word);
    const place at_operand = here / operand_field.word;
    if (operand_field.kind == operand::body) {
      if (row.operation == op::repeat)
        read_rounds(built, value, at_operand, in, nesting);
      else
        read_scope(built, value, at_operand, in, nesting);
      return;
    }
    read_operand(operand_field.kind, value, at_operand, in, nesting, references, built);
  }
  if (row.operation == op::await)
    add_await(in);
  else if (row.operation != op::end)
    add(in, built);
  made_.spends_cpu = made_.spends_cpu || row.operation == op::cpu;
}

void reading::read_operand(operand kind, const json& value, const place& here, body& in, std::size_t nesting,
                           std::size_t& references, instruction& built) {
  const auto refer = [&](std::uint32_t index) { (references++ ? built.b : built.a) = index; };
  switch (kind) {
    case operand::context: refer(symbols_.context(value, here)); break;
    case operand::log_text:
    case operand::suffix:
    case operand::exception: refer(symbols_.named(value, here, kind)); break;
    case operand::context_or_null: refer(value.is_null() ? nowhere : symbols_.context(value, here)); break;
    case operand::owner: refer(symbols_.owner(value, here)); break;
    case operand::scope: refer(in.scopes.number(value, here)); break;
    case operand::rounds: built.first = number_in(value, here, noun_of(kind), 1, text_bounds::rounds); break;
    case operand::queue: refer(symbols_.queue(value, here)); break;
    case operand::variable: refer(in.variables.number(value, here)); break;
    case operand::function: refer(symbols_.function(value, here)); break;
    case operand::time:
    case operand::cpu_time:
    case operand::event_count: built.first = number_in(value, here, noun_of(kind)); break;
    case operand::database_times: {
      static constexpr std::array<std::string_view, 2> times{"sched", "txn"};
      check_fields(value, here, times);
      built.first = number_in(value.at("sched"), here / "sched", noun_of(operand::time));
      built.second = number_in(value.at("txn"), here / "txn", noun_of(operand::time));
      break;
    }
    case operand::truth:
      if (value != true) here.wrong("expected true after " + in_quotes(here.key()) + ", found " + what_it_is(value));
      break;
    case operand::expression: read_expression(value, here, in, nesting + 1); break;
    case operand::expressions:
      if (!value.is_array()) here.wrong("expected " + std::string(noun_of(kind)) + ", found " + what_it_is(value));
      for (std::size_t i = 0; i != value.size(); ++i) {
        read_expression(value[i], here / i, in, nesting + 1);
        add(in, {op::member});
      }
      refer(static_cast<std::uint32_t>(value.size()));
      break;
    case operand::none:
    case operand::body:
    case operand::attempt:
    case operand::handler:
    case operand::last_words: break;  // by those who read whole rows
  }
}

// The statements; the handler, which they jump over; the last words, after which goes on what was raised.
void reading::read_attempt(const syntax_row& row, const json& object, const place& here, body& in,
                           std::size_t nesting) {
  const std::string_view attempted = row.fields[0].word, handled = row.fields[1].word, last = row.fields[2].word;
  const bool handles = object.contains(handled), ends = object.contains(last);
  if (!handles && !ends)
    here.wrong("expected " + in_quotes(handled) + " or " + in_quotes(last) + " beside " + in_quotes(attempted));
  const std::uint32_t outer = in.handler;
  std::uint32_t final_handler = nowhere;
  if (ends) {
    final_handler = add_handler(in);
    in.into.handlers[final_handler].keeps = in.into.finals++;
  }
  if (handles) {
    const std::uint32_t own = add_handler(in);
    read_block(object.at(attempted), here / attempted, in, nesting + 1, false);
    in.handler = in.into.handlers[own].outer;
    const std::uint32_t over = add(in, {row.operation});
    in.into.handlers[own].target = static_cast<std::uint32_t>(in.into.code.size());
    read_block(object.at(handled), here / handled, in, nesting + 1, false);
    in.into.code[over].a = static_cast<std::uint32_t>(in.into.code.size());
  } else {
    read_block(object.at(attempted), here / attempted, in, nesting + 1, false);
  }
  in.handler = outer;
  if (!ends) return;
  in.into.handlers[final_handler].target = static_cast<std::uint32_t>(in.into.code.size());
  read_block(object.at(last), here / last, in, nesting + 1, false);
  instruction end{op::end_finally};
  end.a = in.into.handlers[final_handler].keeps;
  add(in, end);
}

// One for what follows, around which is the one so far.
std::uint32_t reading::add_handler(body& in) {
  in.into.handlers.push_back({0, in.depth, in.handler});
  return in.handler = static_cast<std::uint32_t>(in.into.handlers.size() - 1);
}

}  // namespace

program read_program(const json& it, const std::string& at) { return reading().read(it, place(at)); }

}  // namespace ctxlab::programs
