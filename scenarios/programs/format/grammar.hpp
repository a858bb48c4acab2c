// The statements and expressions of the format, each in one row: the reader, the printer of pseudo-code, the messages
// about mistakes and the page of the format are made from these tables. Their definition is FORMAT.md, beside the
// conformance programs.
//
// To add one that is made of operands as they are here, add a row, its operation in program.hpp, and what that does in
// machine_instructions.hpp.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "scenarios/programs/format/program.hpp"

namespace ctxlab::programs {

// What stands after a word. Names of any kind, functions, queues and variables become the operation's `a` and then its
// `b`; numbers its `first` and then its `second`.
enum class operand : std::uint8_t {
  none,
  log_text,
  context,
  suffix,           // of a nested context
  context_or_null,  // null for the sentinel
  owner,            // of a line: null for nobody
  exception,
  queue,
  variable,
  scope,  // a variable that holds an open scope
  rounds,
  function,
  time,
  cpu_time,
  event_count,
  database_times,  // {"sched": T, "txn": T}
  truth,           // true
  expression,      // is evaluated before the operation
  expressions,     // a list; each is a member for the operation
  body,            // statements, inside the scope that the operation opens
  attempt,         // statements whose exceptions go to the handler
  handler,
  last_words,  // statements that run in any case
};

// How an operand is called in messages, and written in the page of the format.
struct operand_form {
  operand kind;
  std::string_view noun;
  std::string_view example;
};
inline constexpr std::array operand_forms{
    operand_form{operand::log_text, "a log text", "L"},
    operand_form{operand::context, "the name of a context", "C"},
    operand_form{operand::suffix, "the suffix of a context", "S"},
    operand_form{operand::context_or_null, "null or the name of a context", "C"},
    operand_form{operand::owner, "null or the name of a context", "O"},
    operand_form{operand::exception, "the name of an exception", "X"},
    operand_form{operand::queue, "the name of a queue", "Q"},
    operand_form{operand::variable, "the name of a variable", "V"},
    operand_form{operand::scope, "the name of a scope", "V"},
    operand_form{operand::rounds, "a number of rounds", "N"},
    operand_form{operand::function, "the name of a function", "F"},
    operand_form{operand::time, "a time", "T"},
    operand_form{operand::cpu_time, "an amount of CPU time", "N"},
    operand_form{operand::event_count, "a number of events", "N"},
    operand_form{operand::database_times, "two times", R"({"sched": A, "txn": B})"},
    operand_form{operand::truth, "true", "true"},
    operand_form{operand::expression, "an expression", "E"},
    operand_form{operand::expressions, "a list of expressions", "[E, ...]"},
    operand_form{operand::body, "a list of statements", "[...]"},
    operand_form{operand::attempt, "a list of statements", "[...]"},
    operand_form{operand::handler, "a list of statements", "[...]"},
    operand_form{operand::last_words, "a list of statements", "[...]"},
};

struct field {
  std::string_view word;
  operand kind = operand::none;
  bool optional = false;
};

// Where a statement may stand.
enum class allowed : std::uint8_t { everywhere, in_coroutines, last_in_plain };

struct syntax_row {
  std::array<field, 3> fields;   // the first has the word that says which it is
  op operation;                  // op::end: none; op::jump: over the handler
  std::string_view pseudo_code;  // {WORD} stands for the operand of that word, with the word where it is optional;
                                 // bodies follow, indented
  std::string_view meaning;
  allowed where = allowed::everywhere;

  constexpr std::string_view word() const { return fields[0].word; }
  constexpr std::size_t field_count() const {
    std::size_t count = 1;
    while (count != fields.size() && fields[count].kind != operand::none) ++count;
    return count;
  }
};

inline constexpr std::array statements{
    syntax_row{{{{"log", operand::log_text}, {"for", operand::owner, true}}},
               op::log,
               R"(log "{log}"{for})",
               "Writes a log line. It belongs to whoever the text around it says or, with `for`, to a context of the "
               "program, or to nobody."},
    syntax_row{{{{"with", operand::context}, {"do", operand::body}}},
               op::enter,
               "with {with}:",
               "Enters a new context, runs the body, and leaves it: what was current before is restored, and the "
               "context is finished."},
    syntax_row{{{{"nested", operand::suffix}, {"do", operand::body}}},
               op::nested,
               "nested {nested}:",
               "As `with`, in a new child of the current context, which is named after it: NAME-S."},
    syntax_row{{{{"preserve", operand::context_or_null}, {"do", operand::body}}},
               op::preserve,
               "preserve {preserve}:",
               "Makes the sentinel current, or a new context that is not finished, runs the body, and restores what "
               "was current before."},
    syntax_row{{{{"open", operand::scope}, {"in", operand::context}}},
               op::open,
               "open {open} in {in}",
               "Enters a new context in a scope that is no block. It is left by `close`, in any order, or never; lines "
               "belong to whom they belonged."},
    syntax_row{
        {{{"close", operand::scope}}}, op::close, "close {close}", "Leaves that scope, if it is open, as `with` does."},
    syntax_row{{{{"await", operand::expression}}},
               op::await,
               "await {await}",
               "Waits for the deferred; a failure is raised here.",
               allowed::in_coroutines},
    syntax_row{{{{"eval", operand::expression}}}, op::discard, "eval {eval}", "Evaluates, and drops the deferred."},
    syntax_row{{{{"let", operand::variable}, {"be", operand::expression}}},
               op::let,
               "{let} = {be}",
               "Keeps the deferred in a variable of the function."},
    syntax_row{{{{"drop", operand::variable}}}, op::drop, "drop {drop}", "Forgets what the variable holds."},
    syntax_row{{{{"fire", operand::queue}}},
               op::fire,
               "fire {fire}",
               "Takes every deferred off the queue, and then completes them in order, but those that have fired."},
    syntax_row{{{{"fail", operand::queue}}},
               op::fail,
               "fail {fail}",
               "Takes every deferred off the queue, and then fails them in order, but those that have fired."},
    syntax_row{{{{"fire_one", operand::queue}}},
               op::fire_one,
               "fire_one {fire_one}",
               "Takes deferreds off the queue up to the first that has not fired, and completes that one."},
    syntax_row{{{{"fail_one", operand::queue}}},
               op::fail_one,
               "fail_one {fail_one}",
               "Takes deferreds off the queue up to the first that has not fired, and fails that one."},
    syntax_row{{{{"clear", operand::queue}}}, op::clear, "clear {clear}", "Drops every deferred of the queue."},
    syntax_row{{{{"cancel", operand::variable}}},
               op::cancel,
               "cancel {cancel}",
               "Cancels the deferred in the variable, if there is one."},
    syntax_row{{{{"raise", operand::exception}}}, op::raise, "raise {raise}", "Raises an exception."},
    syntax_row{{{{"repeat", operand::rounds}, {"do", operand::body}}},
               op::repeat,
               "repeat {repeat} times:",
               "Runs the body so many times, from 1 to 1000. Variables keep their values from round to round."},
    syntax_row{
        {{{"try", operand::attempt}, {"except", operand::handler, true}, {"finally", operand::last_words, true}}},
        op::jump,
        "try:",
        "Runs the statements and, after any exception of them, the handler; in the end those after `finally`, "
        "whatever happened, also when an orphan is destroyed. One of the two is needed."},
    syntax_row{{{{"cpu", operand::cpu_time}}}, op::cpu, "cpu {cpu}", "Units of CPU time pass."},
    syntax_row{{{{"db", operand::database_times}}},
               op::db,
               "db {db}",
               "Charges the current context with a wait of A for a database connection, and with one transaction of "
               "length B."},
    syntax_row{{{{"fetch", operand::event_count}}},
               op::fetch,
               "fetch {fetch}",
               "Charges the current context with events fetched."},
    syntax_row{{{{"gc", operand::truth}}},
               op::collect,
               "gc",
               "Runs the collector: every orphaned, suspended coroutine is destroyed."},
    syntax_row{{{{"return", operand::expression}}},
               op::end,
               "return {return}",
               "Returns the deferred.",
               allowed::last_in_plain},
};

inline constexpr std::array expressions{
    syntax_row{{{{"call", operand::function}}}, op::call, "{call}()", "What the function returns."},
    syntax_row{{{{"background", operand::function}}},
               op::background,
               "background {background}()",
               "What the function returns, called the way the scheme says to when nobody will await the result; an "
               "exception at once becomes a failed deferred."},
    syntax_row{{{{"request", operand::function}, {"in", operand::context}}},
               op::request,
               "request {request}() in {in}",
               "What the function returns, called in a new context the way the scheme says to."},
    syntax_row{{{{"sleep", operand::time}}},
               op::sleep,
               "sleep({sleep})",
               "Completes that much later, and follows the scheme's rules."},
    syntax_row{{{{"raw_sleep", operand::time}}},
               op::raw_sleep,
               "raw_sleep({raw_sleep})",
               "Completes that much later, and follows no rules, as if third-party code had returned it; cancelling it "
               "cancels the timed call."},
    syntax_row{{{{"wait", operand::queue}}},
               op::wait,
               "wait({wait})",
               "A new deferred that follows no rules, put at the end of the queue; it has no canceller."},
    syntax_row{{{{"yieldable", operand::expression}}},
               op::yieldable,
               "yieldable({yieldable})",
               "The deferred, made to follow the scheme's rules."},
    syntax_row{{{{"timeout", operand::expression}, {"after", operand::time}}},
               op::timeout,
               "timeout({timeout}, {after})",
               "The deferred, which is cancelled that much later if it has not fired, and then fails as one that has "
               "timed out."},
    syntax_row{{{{"gather", operand::expressions}}},
               op::gather,
               "gather({gather})",
               "Completes when all have, and fails as soon as one fails; follows no rules. The members' failures are "
               "consumed; cancelling it cancels the members."},
    syntax_row{{{{"succeed", operand::truth}}}, op::succeed, "succeed()", "Has completed already."},
    syntax_row{{{{"failed", operand::exception}}}, op::failed, "failed({failed})", "Has failed already."},
    syntax_row{{{{"var", operand::variable}}},
               op::var,
               "{var}",
               "The deferred in the variable, or a completed one if it holds none."},
    syntax_row{{{{"then", operand::expression}, {"do", operand::function}}},
               op::then,
               "{then}.then({do})",
               "The deferred, with a callback added that calls the function."},
    syntax_row{{{{"catch", operand::expression}, {"do", operand::function}}},
               op::catches,
               "{catch}.catch({do})",
               "The deferred, with an errback added that calls the function."},
    syntax_row{{{{"both", operand::expression}, {"do", operand::function}}},
               op::both,
               "{both}.both({do})",
               "The deferred, with a callback and errback added that calls the function."},
};

constexpr std::string_view noun_of(operand kind) {
  for (const operand_form& form : operand_forms)
    if (form.kind == kind) return form.noun;
  return "";
}

constexpr std::string_view example_of(operand kind) {
  for (const operand_form& form : operand_forms)
    if (form.kind == kind) return form.example;
  return "";
}

// How a row is written: {"with": C, "do": [...]}, with what may be left out in brackets: {"log": L[, "for": O or
// null]}.
inline std::string form_of(const syntax_row& row) {
  std::string form = "{";
  for (std::size_t i = 0; i != row.field_count(); ++i) {
    const field& each = row.fields[i];
    if (each.optional) form += '[';
    if (i) form += ", ";
    ((form += '"') += each.word) += "\": ";
    form += example_of(each.kind);
    if (each.kind == operand::context_or_null || each.kind == operand::owner) form += " or null";
    if (each.optional) form += ']';
  }
  return form + "}";
}

// The words by which the rows of a table are known.
template <class Rows>
constexpr auto words_of(const Rows& rows) {
  std::array<std::string_view, std::tuple_size_v<Rows>> words{};
  for (std::size_t i = 0; i != words.size(); ++i) words[i] = rows[i].word();
  return words;
}
inline constexpr auto statement_words = words_of(statements);
inline constexpr auto expression_words = words_of(expressions);

}  // namespace ctxlab::programs
