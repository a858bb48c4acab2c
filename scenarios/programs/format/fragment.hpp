// The fragment of programs that are written as a short text, and that are enumerated: its text and its rules.
//
//   program ::= body ('|' body)*            a request each
//   body ::= stmt*
//   stmt ::= w(body) | p(body) | a E | e E | l E | f | g        with, preserve null, await, eval, let, fire, collect
//   E ::= C(body) | B(body) | R(body) | Y E | G E E | s | r | q | v
//                                        call, background, request, yieldable, gather, sleep, raw_sleep, wait, var
//
// Written without blanks: w(aC(as)eB(aYq))|p(f). A function's text stands where it is called, all functions are
// coroutines, all times are 1 and all requests at 0; there is one queue, and one variable in each function; `g` clears
// the queue and collects. The size of a program is the number of its statements and expressions.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace ctxlab::programs {

// A statement or an expression; with no word, a body, whose parts are its statements.
struct term {
  char word = 0;
  std::vector<term> parts;
};

// The bodies of a program's requests. Throws bad_text, without a place, for what is no text of the fragment.
std::vector<term> parse(std::string_view text);
std::string text_of(const std::vector<term>& requests);

// Rules 1 and 2: a sleep that is made yieldable is written `s`; in each function `l` and `v` take turns, in the order
// in which they are evaluated, `l` first and `v` last.
bool is_well_formed(const std::vector<term>& requests);
// Rule 3: the queue is both waited for and emptied, or not used.
bool uses_queue_or_not(std::string_view text);
// Rule 4: a context is made.
bool makes_context(std::string_view text);

// The same as the text of a program, to be read and shown like any other. A line stands at the start of every body and
// after every statement, numbered in the order of the text.
nlohmann::json as_json(const std::vector<term>& requests);

}  // namespace ctxlab::programs
