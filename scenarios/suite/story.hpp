// A scenario is a story about code that works for somebody, told once for every scheme.
//
// A story is one file: a head comment (`// Story: ... // Asked: ...`), functions that are templates over a scheme
// S and take its handle first, and one `const registration`, which says what the story is called and tells it. It
// speaks only the vocabulary of schemes/scheme.hpp, hands on the handle that a scope gives it, and begins the text
// of every line with the line's owner: `s.log("r1: finished")`, `s.log("nobody: tick")`. To add a scenario, add
// one file.
//
//   template <class S>
//   coroutine<S> handle(S s) {
//     s.log("r1: started");
//     co_await s.sleep(2);
//     s.log("r1: finished");
//   }
//   template <class S>
//   coroutine<S> serve(S s) {
//     co_await s.request(context::make("r1"), handle<S>);
//   }
//   const registration here({.name = "linear/incomplete", ...},
//                           [](auto s, testbed bed) { bed.start(s, 0, serve<decltype(s)>); });
//
// Functions that are handed on are named with their scheme, `handle<S>`: a scope's object is not copied.
#pragma once

#include <string_view>
#include <vector>

#include "scenarios/suite/instrumented.hpp"
#include "scenarios/suite/testbed.hpp"
#include "schemes/all.hpp"
#include "schemes/runtime/deferred/gather.hpp"

namespace ctxlab::scenarios {

enum class variant {
  idiomatic,  // with the vocabulary that a scheme prescribes, in each scheme
  naive,      // with one mistake, the same in each scheme
  remedy,     // as a document mends such a mistake under its own rules
  neutral,    // neither: there is nothing to do, or nothing that could be done
};
std::string_view name_of(variant which);

// What a document predicts of a scenario, for the scheme that plays `role`: its words, and the faults that these amount
// to.
struct prediction {
  std::string_view role;
  std::string_view quote;
  std::vector<std::string_view> expect;
};

struct about {
  std::string_view name;  // FAMILY/NAME, unique
  variant kind;
  std::string_view story;
  std::string_view asked;
  std::string_view source = "";
  std::vector<prediction> predictions = {};
  std::vector<feature> needs = {};  // beyond the concept; see runner.hpp
  int pattern = 0;                  // the row of the catalogue that it tells (patterns.hpp); 0 for none
};

using story_function = std::function<void(testbed)>;

struct scenario : about {
  std::string_view family;
  std::string_view file;                  // from the top of the source tree
  std::vector<story_function> functions;  // in the order of all_schemes
};

// All of them, by family and then by name; the families in the order in which the report argues.
const std::vector<scenario>& all_scenarios();

class registration {
 public:
  // Requires: `tell`, called with a scheme's handle and a testbed, captures nothing.
  template <class Tell>
  registration(about what, Tell, source_line from = source_line::here()) {
    std::vector<story_function> functions;
    all_schemes::for_each(
        [&]<class Scheme>() { functions.push_back([](testbed bed) { Tell{}(instrumented<Scheme>(), bed); }); });
    add(std::move(what), std::move(functions), from.file);
  }

 private:
  friend class program_registration;
  static void add(about what, std::vector<story_function> functions, std::string_view file);
  // What keeps a scenario from being one is said when all are asked for.
  static void refuse(std::string why);
};

}  // namespace ctxlab::scenarios
