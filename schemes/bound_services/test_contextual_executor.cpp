// The contextual executor: whatever runs there, and the report of its failure, sees the context; and run_with.
#include "schemes/bound_services/contextual_executor.hpp"
#include "schemes/runtime/testing/catch.hpp"
#include "schemes/runtime/testing/thread_observers.hpp"

namespace ctxlab {
namespace {

TEST_CASE("What throws on a wrapped executor is reported once, there, in its context, and not in the next",
          "[threads]") {
  thread_pool pool(1);
  observed_thread_failures heard;
  listen_there(pool, &heard);
  const context_ptr op = context::make("op1");
  {
    contextual_executor wrapped(pool, op);
    wrapped.execute([] { throw std::runtime_error("external failure"); });
    wrapped.execute([] {});
  }
  pool.execute([] { throw std::runtime_error("another"); });
  pool.finish();
  CHECK(heard.texts == words{"op1: external failure", "sentinel: another"});
}

TEST_CASE("A failure that is reported to a wrapped executor is reported in its context") {
  thread_pool pool(1);
  observed_thread_failures heard;
  unhandled_failure_sink* const outer = install_unhandled_failure_sink(&heard);
  {
    contextual_executor wrapped(pool, context::make("op1"));
    wrapped.report_failure(failure("lost on the way"));
  }
  install_unhandled_failure_sink(outer);
  CHECK(heard.texts == words{"op1: lost on the way"});
  CHECK(current_context() == nullptr);
}

TEST_CASE("Any thread may add to a context's facts, and what each adds all see", "[threads]") {
  constexpr int threads = 4, each_adds = 200;
  const context_ptr op = context::make("op1");
  {
    thread_pool pool(threads);
    contextual_executor wrapped(pool, op);
    for (int i = 0; i != threads; ++i)
      wrapped.execute([i] {
        for (int n = 0; n != each_adds; ++n) {
          current_context()->put(std::to_string(i) + "." + std::to_string(n), "there");
          current_context()->put("shared", std::to_string(i));
        }
      });
    op->put("home", "there");
    pool.finish();
  }
  const auto facts = op->facts();
  CHECK(facts.size() == threads * each_adds + 2);
  CHECK(facts.contains("3.199"));
  CHECK(facts.contains("home"));
}

TEST_CASE("run_with puts the old value back whatever happens, and gives back what was returned") {
  const context_ptr op = context::make("op1");
  const preserved_scope outer(context::make("outer"));
  CHECK(bound_services::run_with(op, [&] { return current_context() == op.get(); }));
  CHECK_THROWS_AS(bound_services::run_with(op, []() -> int { throw std::runtime_error("no"); }), std::runtime_error);
  CHECK(name_of(current_context()) == "outer");
  CHECK(bound_services::run_with(nullptr, [] { return current_context() == nullptr; }));
  CHECK(name_of(current_context()) == "outer");
}

TEST_CASE("A wrapped executor refuses what the other refuses", "[threads]") {
  thread_pool pool(1);
  contextual_executor wrapped(pool, context::make("op1"));
  pool.shut_down();
  CHECK_THROWS_AS(wrapped.execute([] {}), executor_refused);
  CHECK(current_context() == nullptr);
}

}  // namespace
}  // namespace ctxlab
