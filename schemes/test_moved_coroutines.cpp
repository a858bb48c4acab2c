// Coroutines that go on on another thread than the one on which they waited. What an object in a frame remembers of a
// thread must be asked for anew there; compilers have been wrong about it (llvm/llvm-project#47179), so that
// test_moved_coroutines.py builds this file with each of them, optimised.
#include <thread>

#include "schemes/all.hpp"
#include "schemes/runtime/testing/catch.hpp"
#include "schemes/runtime/testing/test_observers.hpp"

namespace ctxlab {
namespace {

// A coroutine of another library, which knows of no context.
struct foreign_task {
  struct promise_type {
    foreign_task get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
};

struct parked {
  std::coroutine_handle<>* where;
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting) const noexcept { *where = waiting; }
  void await_resume() const noexcept {}
};

// Runs `f` in a context of its own; says what this thread's log and probe were told, and what was current afterwards.
template <class Function>
words here(Function f) {
  observed_lines lines;
  observed_warnings warned;
  std::string left;
  {
    const entered_scope own(context::make("there"));
    f();
    left = name_of(current_context());
  }
  words said = lines.texts;
  said.insert(said.end(), warned.texts.begin(), warned.texts.end());
  said.push_back(left);
  said.emplace_back(name_of(current_context()));
  return said;
}
template <class Function>
words on_another_thread(Function f) {
  words said;
  std::thread([&] { said = here(f); }).join();
  return said;
}

template <class S, class Enter>
foreign_task holds_a_scope(Enter enter, std::coroutine_handle<>* where) {
  [[maybe_unused]] const auto inside = enter(S{});
  co_await parked{where};
}

// The scope was left on that thread, which knows it, and keeps its own context.
template <class S, class Enter>
void check_scope(Enter enter) {
  const context_ptr r1 = context::make("r1");
  std::coroutine_handle<> waiting;
  holds_a_scope<S>([&](S s) { return enter(s, context_ptr(r1)); }, &waiting);
  context* const left = current_context();
  const words said = on_another_thread([&] { waiting.resume(); });
  if (left)
    CHECK(said == words{"crossed r1", "there", "sentinel"});
  else  // of a scheme that sets no thread-local
    CHECK(said == words{"there", "sentinel"});
  CHECK(current_context() == left);
  if (left) {
    static_cast<void>(exchange_context(nullptr));
    left->release();  // what the scope held, which could not be released elsewhere
  }
}

TEST_CASE("A scope in a coroutine that goes on on another thread leaves that thread's context alone", "[threads]") {
  all_schemes::for_each([]<class S>() {
    INFO(S::name);
    check_scope<S>([](S s, context_ptr c) { return s.enter(std::move(c)); });
    check_scope<S>([](S s, context_ptr c) { return s.preserve(std::move(c)); });
  });
}

template <class S>
coroutine<S> waits_twice(S s, deferred first, deferred second) {
  s.log("begins");
  co_await s.yieldable(std::move(first));
  s.log("goes on");
  co_await s.yieldable(std::move(second));
  s.log("ends");
}

// What is said when the coroutine goes on, twice, by way of `go`.
template <class S, class Go>
words goes_on(Go go) {
  const deferred first = deferred::make(), second = deferred::make();
  const deferred work = S{}.request(context::make("r1"), waits_twice<S>, first, second);
  words said = go([&] { first.fire(); });
  for (std::string& each : go([&] { second.fire(); })) said.push_back(std::move(each));
  said.emplace_back(name_of(current_context()));
  CHECK(work.complete());
  return said;
}

TEST_CASE("A coroutine that goes on on another thread does there what it would have done here", "[threads]") {
  all_schemes::for_each([]<class S>() {
    INFO(S::name);
    const words expected = goes_on<S>([](auto f) { return here(f); });
    CHECK(goes_on<S>([](auto f) { return on_another_thread(f); }) == expected);
    if constexpr (requires { S::in_format; }) CHECK(expected.front() == "goes on: r1");
    CHECK(current_context() == nullptr);
  });
}

}  // namespace
}  // namespace ctxlab
