// A program that never ends stops at a stated bound, and the next one runs.
#include <pthread.h>

#include <algorithm>

#include "scenarios/programs/format/entries.hpp"
#include "scenarios/programs/machine/program_runner.hpp"
#include "schemes/runtime/context/scope.hpp"
#include "schemes/runtime/deferred/deferred.hpp"
#include "schemes/runtime/testing/catch.hpp"

namespace ctxlab::programs {
namespace {

program of_functions(const std::string& functions) {
  return read_entry(R"({"functions":{)" + functions + R"(},"requests":[{"at":0,"call":"main"}]})", "f.json", 1, true)
      .compiled;
}

// Runs it under every scheme, checks that each stopped at one of `expected`, and that each then runs another program.
void stops_at_one_of(std::initializer_list<bound> expected, const program& it, const run_bounds& within = {}) {
  const program another = of_functions(R"("main":{"kind":"plain","body":[{"log":"x"}]})");
  const std::int64_t contexts = context::alive();
  for (std::size_t scheme = 0; scheme != scheme_cards().size(); ++scheme) {
    INFO(scheme_cards()[scheme].name);
    const auto runner = make_program_runner(scheme);
    trace done;
    runner->run(it, within, done);
    INFO("stopped at: " << name_of(done.stopped));
    CHECK(std::find(expected.begin(), expected.end(), done.stopped) != expected.end());
    runner->run(another, within, done);
    CHECK(done.stopped == bound::none);
    CHECK(done.events.size() == 3);
  }
  CHECK(current_context() == nullptr);
  CHECK(context::alive() == contexts);
}
void stops_at(bound expected, const program& it, const run_bounds& within = {}) {
  stops_at_one_of({expected}, it, within);
}

// How many lines a program logs before the stack ends, on a thread that has so much of it.
std::size_t calls_on_a_stack_of(std::size_t bytes, const program& it) {
  struct job {
    const program& it;
    std::size_t lines;
    bound stopped;
  } todo{it, 0, bound::none};
  pthread_attr_t attributes;
  REQUIRE(pthread_attr_init(&attributes) == 0);
  REQUIRE(pthread_attr_setstacksize(&attributes, bytes) == 0);
  pthread_t thread;
  const auto run = [](void* argument) -> void* {
    job& mine = *static_cast<job*>(argument);
    trace done;
    make_program_runner(0)->run(mine.it, {}, done);
    mine.lines = done.events.size();
    mine.stopped = done.stopped;
    return nullptr;
  };
  REQUIRE(pthread_create(&thread, &attributes, run, &todo) == 0);
  pthread_attr_destroy(&attributes);
  pthread_join(thread, nullptr);
  CHECK(name_of(todo.stopped) == name_of(bound::stack));
  return todo.lines;
}

}  // namespace

TEST_CASE("a program that sleeps for ever stops at the bound on turns") {
  stops_at(bound::turns, of_functions(R"("main":{"kind":"plain","body":[{"eval":{"then":{"sleep":1},"do":"main"}}]})"),
           {.turns = 500});
  stops_at(bound::turns,
           of_functions(R"("main":{"kind":"coroutine","body":[{"await":{"sleep":1}},{"eval":{"call":"main"}}]})"));
}

TEST_CASE("a program that logs for ever stops at the bound on events") {
  stops_at(bound::events,
           of_functions(R"("main":{"kind":"coroutine","body":[{"log":"x"},{"log":"x"},{"log":"x"},{"log":"x"},)"
                        R"({"log":"x"},{"await":{"sleep":1}},{"eval":{"call":"main"}}]})"),
           {.events = 1000});
}

// Which comes first depends on how large the compiler's frames are.
TEST_CASE("a function that calls itself stops where the stack ends, or at the bound on what is alive") {
  stops_at(bound::stack, of_functions(R"("main":{"kind":"plain","body":[{"eval":{"call":"main"}}]})"));
  stops_at(bound::stack, of_functions(R"("main":{"kind":"plain","body":[{"eval":{"background":"main"}}]})"));
  stops_at_one_of({bound::alive, bound::stack},
                  of_functions(R"("main":{"kind":"plain","body":[{"try":[{"eval":{"then":{"succeed":true},)"
                               R"("do":"main"}}],"except":[{"eval":{"call":"main"}}]}]})"));
  stops_at_one_of({bound::alive, bound::stack},
                  of_functions(R"("main":{"kind":"coroutine","body":[{"await":{"call":"main"}}]})"));
  stops_at_one_of({bound::alive, bound::stack},
                  of_functions(R"("main":{"kind":"coroutine","body":[{"await":{"request":"main","in":"r"}}]})"));
}

TEST_CASE("the smaller the stack of the thread, the sooner a function that calls itself stops") {
  const program it = of_functions(R"("main":{"kind":"plain","body":[{"log":"x"},{"eval":{"call":"main"}}]})");
  const std::size_t small = calls_on_a_stack_of(512u << 10, it), large = calls_on_a_stack_of(4u << 20, it);
  CHECK(small > 20);
  CHECK(large > 4 * small);
}

TEST_CASE("a function that calls itself twice, and no deeper than it may, stops at the bound on steps") {
  std::string functions = R"("main":{"kind":"plain","body":[{"eval":{"call":"f0"}}]})";
  for (int i = 0; i != 40; ++i) {
    const std::string next = "f" + std::to_string(i + 1);
    functions += ",\"f" + std::to_string(i) + R"(":{"kind":"plain","body":[{"eval":{"call":")" + next +
                 R"("}},{"eval":{"call":")" + next + R"("}}]})";
  }
  functions += R"(,"f40":{"kind":"plain","body":[]})";
  stops_at(bound::steps, of_functions(functions));
}

TEST_CASE("waiters that nobody wakes stop at the bound on what is alive") {
  stops_at(bound::alive, of_functions(R"("main":{"kind":"plain","body":[{"eval":{"wait":"q"}},{"eval":{"wait":"q"}},)"
                                      R"({"eval":{"then":{"sleep":1},"do":"main"}}]})"));
}

TEST_CASE("nested contexts stop at the bound on their names") {
  stops_at(
      bound::name_bytes,
      of_functions(
          R"("main":{"kind":"plain","body":[{"nested":")" + std::string(900, 'x') +
          R"(","do":[{"eval":{"call":"f"}},{"eval":{"call":"f"}}]}]},"f":{"kind":"plain","body":[{"nested":"y","do":[{"eval":{"call":"g"}},{"eval":{"call":"g"}}]}]},)"
          R"("g":{"kind":"plain","body":[{"nested":"z","do":[]},{"nested":"z","do":[]}]})"),
      {.name_bytes = 9000});
}

}  // namespace ctxlab::programs
