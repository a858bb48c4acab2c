// The guarantees of snapshot, from the head of its scheme.hpp.
#include "schemes/runtime/testing/catch.hpp"
#include "schemes/runtime/testing/crossed_scope.hpp"
#include "schemes/runtime/testing/test_observers.hpp"
#include "schemes/snapshot/scheme.hpp"

namespace ctxlab {
namespace {

TEST_CASE(
    "A coroutine's changes stay inside it, whoever resumes it, and a scope may be held "
    "over any wait") {
  struct holds {
    static coroutine<snapshot> run(snapshot s, deferred d) {
      const auto in = s.enter(context::make("B"));
      co_await std::move(d);
      in.log("held");
    }
  };
  observed_lines lines;
  const deferred d = deferred::make();
  const preserved_scope in(context::make("A"));
  holds::run({}, d);
  CHECK(name_of(current_context()) == "A");
  d.fire();
  CHECK(lines.texts == words{"held: B"});
  CHECK(name_of(current_context()) == "A");
}

TEST_CASE(
    "A callback added through the scheme runs where it was added, another where it is "
    "fired") {
  const snapshot s;
  observed_lines lines;
  const deferred d = deferred::make();
  {
    const preserved_scope in(context::make("A"));
    s.add_callback(d, [] { log_line("through the scheme"); });
    d.add_callback([] { log_line("behind its back"); });
  }
  const preserved_scope foreign(context::make("F"));
  d.fire();
  CHECK(lines.texts == words{"through the scheme: A", "behind its back: F"});
}

TEST_CASE(
    "Destroying a suspended coroutine runs its destructors in a copy of the destroyer's context, and changes "
    "nothing outside") {
  struct parting {
    ~parting() { log_line("parting"); }
  };
  struct holds {
    static coroutine<snapshot> run(snapshot s, deferred d) {
      const auto in = s.enter(context::make("B"));
      const parting last;
      co_await std::move(d);
    }
  };
  observed_lines lines;
  deferred d = deferred::make();
  holds::run({}, d);
  const preserved_scope in(context::make("A"));
  d = deferred();
  CHECK(lines.texts == words{"parting: A"});
  CHECK(name_of(current_context()) == "A");
}

TEST_CASE("A context that is entered is finished when its scope ends, and one that is preserved is not") {
  const context_ptr a = context::make("A"), b = context::make("B");
  {
    const auto in = snapshot().enter(a);
    const auto within = in.preserve(b);
    CHECK(name_of(current_context()) == "B");
    CHECK_FALSE(a->finished());
  }
  CHECK(a->finished());
  CHECK_FALSE(b->finished());
  CHECK(current_context() == nullptr);
}

TEST_CASE("A variable's scope that dies on another thread says so there, once, and changes nothing", "[threads]") {
  check_crossed_scope<variable_scope<true>>();
  check_crossed_scope<variable_scope<false>>();
}

}  // namespace
}  // namespace ctxlab
