// An executor that carries a context, after ContextualExecutionContext of context_in_scala.
#pragma once

#include "schemes/bound_services/scheme.hpp"
#include "schemes/runtime/context/shared_context.hpp"
#include "schemes/runtime/threads/executor.hpp"

namespace ctxlab {

// Whatever runs here, and the report of its failure, sees a view of the context in the thread-local, on whatever
// thread it runs; the thread's own context is put back afterwards. Refuses what the wrapped executor refuses.
// Work may be sent from any thread, and may outlive this object, but not the wrapped executor.
class contextual_executor final : public executor {
 public:
  contextual_executor(executor& wrapped, const context_ptr& carried) : wrapped_(wrapped), carried_(carried) {}

  void execute(std::function<void()> work) override {
    wrapped_.execute([&wrapped = wrapped_, carried = carried_, work = std::move(work)] {
      bound_services::run_with(carried.open(), [&] {
        try {
          work();
        } catch (...) {
          wrapped.report_failure(failure::current());
        }
      });
    });
  }
  void report_failure(const failure& why) noexcept override {
    bound_services::run_with(carried_.open(), [&] { wrapped_.report_failure(why); });
  }

 private:
  executor& wrapped_;
  shared_context carried_;
};

}  // namespace ctxlab
