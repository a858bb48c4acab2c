#include "scenarios/programs/explorer/fragment_program.hpp"

namespace ctxlab::programs {
namespace {

class compiling {
 public:
  fragment_program make(const std::vector<term>& requests) {
    for (const term& each : requests) {
      made_.first_lines.push_back(made_.lines);
      count_lines(each);
    }
    program& compiled = made_.compiled;
    compiled.names.push_back("sentinel");
    compiled.queues = 1;  // which may be emptied where nobody waits
    made_.lines_from = 1;
    for (std::uint32_t i = 1; i <= made_.lines; ++i) compiled.names.push_back("l" + std::to_string(i));
    for (const term& each : requests) compiled.requests.push_back({0, add_function(each)});
    return std::move(made_);
  }

 private:
  void count_lines(const term& it) {
    if (!it.word) made_.lines += 1 + static_cast<std::uint32_t>(it.parts.size());
    for (const term& each : it.parts) count_lines(each);
  }

  // Functions are numbered where their text begins, and are complete where it ends.
  std::uint32_t add_function(const term& body) {
    auto& functions = made_.compiled.functions;
    const auto number = static_cast<std::uint32_t>(functions.size());
    functions.push_back(
        {.called = add_name("f" + std::to_string(number + 1)), .is_coroutine = true, .code = {}, .handlers = {}});
    function into{.called = functions[number].called, .is_coroutine = true, .code = {}, .handlers = {}};
    add_body(body, into);
    add(into, {op::end});
    functions[number] = std::move(into);
    return number;
  }
  name add_name(std::string text) {
    made_.compiled.names.push_back(std::move(text));
    return static_cast<name>(made_.compiled.names.size() - 1);
  }
  name new_context() { return add_name("c" + std::to_string(++contexts_)); }

  static void add(function& into, instruction it) { into.code.push_back(it); }
  void add_line(function& into) {
    add(into, {.operation = op::log, .a = made_.lines_from + next_line_++, .b = nowhere});
  }

  void add_body(const term& body, function& into) {
    add_line(into);
    for (const term& each : body.parts) {
      add_statement(each, into);
      add_line(into);
    }
  }
  void add_scope(instruction opens, const term& body, function& into) {
    add(into, opens);
    add_body(body, into);
    add(into, {op::leave});
  }
  void add_statement(const term& it, function& into) {
    switch (it.word) {
      case 'w': add_scope({.operation = op::enter, .a = new_context()}, it.parts[0], into); break;
      case 'p': add_scope({.operation = op::preserve, .a = nowhere}, it.parts[0], into); break;
      case 'a':
        add_expression(it.parts[0], into);
        add_await(into);
        break;
      case 'e':
        add_expression(it.parts[0], into);
        add(into, {op::discard});
        break;
      case 'l':
        add_expression(it.parts[0], into);
        add(into, {op::let});
        into.variables = 1;
        break;
      case 'f': add(into, {op::fire}); break;
      default:
        add(into, {op::clear});
        add(into, {op::collect});
        break;
    }
  }
  // As the reader does it: see reader.cpp.
  static void add_await(function& into) {
    instruction& last = into.code.back();
    if (last.operation == op::sleep)
      last.operation = op::await_sleep;
    else if (last.operation == op::yieldable)
      last.operation = op::await_yieldable;
    else
      add(into, {op::await});
  }
  void add_expression(const term& it, function& into) {
    switch (it.word) {
      case 'C': add(into, {.operation = op::call, .a = add_function(it.parts[0])}); break;
      case 'B': add(into, {.operation = op::background, .a = add_function(it.parts[0])}); break;
      case 'R': {
        const name inside = new_context();
        const std::uint32_t called = add_function(it.parts[0]);
        add(into, {.operation = op::request, .a = called, .b = inside});
        break;
      }
      case 'Y':
        add_expression(it.parts[0], into);
        add(into, {op::yieldable});
        break;
      case 'G':
        for (const term& each : it.parts) {
          add_expression(each, into);
          add(into, {op::member});
        }
        add(into, {.operation = op::gather, .a = 2});
        break;
      case 's': add(into, {.operation = op::sleep, .first = 1}); break;
      case 'r': add(into, {.operation = op::raw_sleep, .first = 1}); break;
      case 'q': add(into, {op::wait}); break;
      default:
        add(into, {op::var});
        into.variables = 1;
        break;
    }
  }

  fragment_program made_;
  std::uint32_t next_line_ = 0;
  std::uint32_t contexts_ = 0;
};

}  // namespace

fragment_program compile(const std::vector<term>& requests) { return compiling().make(requests); }

}  // namespace ctxlab::programs
