// Bound services: the context belongs to the service objects that an operation uses.
//
// After context_in_scala:
//   A service carries a context; unbound, the empty one. `with_context(c)` gives the same service bound to c, and
//   binds the services that it uses only when they are used (service.hpp). So a context goes along an operation
//   without a parameter in its functions, through any wait and on any thread, as far as there are services.
//   Code that cannot be bound sees the context through a thread-local: `run_with(c, f)` sets it for the duration of f
//   and puts the old value back, whatever happens. A contextual executor (contextual_executor.hpp) wraps any
//   executor, so that whatever runs there, and the report of its failure, sees the context.
//
// In the vocabulary of the concept, `s` is a service bound to a context: a request is a call of a service bound to
// the request's context, and a log line is written within `run_with`, so that a logger that knows nothing of services
// finds it too. A callback sees what its closure holds.
#pragma once

#include <memory>

#include "schemes/bound_services/service.hpp"
#include "schemes/in_handle.hpp"

namespace ctxlab {

class executor;

class bound_services : public in_handle<bound_services> {
 public:
  static constexpr std::string_view name = "bound-services";
  static constexpr std::string_view role = "services";
  static constexpr std::string_view brief =
      "The context is bound to the service objects, which bind the services they use when they use them.";
  static constexpr bool warns = false;
  using activation = idle_activation;
  using in_handle::in_handle;

  // What a service derives from, and what it holds for each service that it uses.
  template <class Service>
  using service = bindable<Service>;
  template <class Service>
  using used = used_service<Service>;

  // A contextual executor around `wrapped`, which must outlive what is sent there.
  static std::unique_ptr<executor> wrap(executor& wrapped, const context_ptr& carried);

  // Calls f() with c, or the empty context, in the thread-local; what was there before is put back. Returns what f
  // returns.
  template <class Function>
  static decltype(auto) run_with(context_ptr c, Function&& f) {
    const preserved_scope inside(std::move(c));
    return std::forward<Function>(f)();
  }

  void log(std::string_view text) const {
    run_with(context_ptr(current()), [&] { log_line(text, current()); });
  }
};

}  // namespace ctxlab
