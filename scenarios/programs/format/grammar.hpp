// The words of the format: which statements and expressions there are, and what goes with each.
#pragma once

#include <array>
#include <string_view>

namespace ctxlab::programs {

// A statement or expression: the word that says which, and the words that go with it.
template <class Kind>
struct shape {
  std::string_view word;
  Kind kind;
  std::array<std::string_view, 1> with{};
};

enum class statement {
  log,
  with,
  nested,
  preserve,
  await,
  eval,
  let,
  drop,
  fire,
  fail,
  clear,
  cancel,
  raise,
  attempt,
  cpu,
  db,
  fetch,
  gc,
  give
};

enum class expression {
  call,
  background,
  request,
  sleep,
  raw_sleep,
  wait,
  yieldable,
  gather,
  succeed,
  failed,
  var,
  then,
  catches,
  both
};

inline constexpr std::array statements{shape<statement>{"log", statement::log},
                                       shape<statement>{"with", statement::with, {"do"}},
                                       shape<statement>{"nested", statement::nested, {"do"}},
                                       shape<statement>{"preserve", statement::preserve, {"do"}},
                                       shape<statement>{"await", statement::await},
                                       shape<statement>{"eval", statement::eval},
                                       shape<statement>{"let", statement::let, {"be"}},
                                       shape<statement>{"drop", statement::drop},
                                       shape<statement>{"fire", statement::fire},
                                       shape<statement>{"fail", statement::fail},
                                       shape<statement>{"clear", statement::clear},
                                       shape<statement>{"cancel", statement::cancel},
                                       shape<statement>{"raise", statement::raise},
                                       shape<statement>{"try", statement::attempt, {"except"}},
                                       shape<statement>{"cpu", statement::cpu},
                                       shape<statement>{"db", statement::db},
                                       shape<statement>{"fetch", statement::fetch},
                                       shape<statement>{"gc", statement::gc},
                                       shape<statement>{"return", statement::give}};

inline constexpr std::array expressions{shape<expression>{"call", expression::call},
                                        shape<expression>{"background", expression::background},
                                        shape<expression>{"request", expression::request, {"in"}},
                                        shape<expression>{"sleep", expression::sleep},
                                        shape<expression>{"raw_sleep", expression::raw_sleep},
                                        shape<expression>{"wait", expression::wait},
                                        shape<expression>{"yieldable", expression::yieldable},
                                        shape<expression>{"gather", expression::gather},
                                        shape<expression>{"succeed", expression::succeed},
                                        shape<expression>{"failed", expression::failed},
                                        shape<expression>{"var", expression::var},
                                        shape<expression>{"then", expression::then, {"do"}},
                                        shape<expression>{"catch", expression::catches, {"do"}},
                                        shape<expression>{"both", expression::both, {"do"}}};

template <class Shapes>
constexpr auto words_of(const Shapes& shapes) {
  std::array<std::string_view, std::tuple_size_v<Shapes>> it{};
  for (std::size_t i = 0; i != it.size(); ++i) it[i] = shapes[i].word;
  return it;
}
inline constexpr auto statement_words = words_of(statements);
inline constexpr auto expression_words = words_of(expressions);

}  // namespace ctxlab::programs
