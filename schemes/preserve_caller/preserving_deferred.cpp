#include "schemes/preserve_caller/enclosed_wait.hpp"
#include "schemes/runtime/deferred/chained.hpp"
#include "schemes/runtime/deferred/with_source.hpp"

namespace ctxlab {
namespace {

// What a deferred comes from whose callbacks each run in a scope of `home`: the document's _PreservingContextDeferred.
// Stands in the block of its deferred.
struct preserving_source : chained_source {
  context_ptr home;

  preserving_source(deferred_state& other, context_ptr current) noexcept
      : chained_source(ops, other), home(std::move(current)) {}

  static void enclose(source* self, void (*body)(void*), void* argument) {
    const preserved_scope in{context_ptr(static_cast<preserving_source*>(self)->home)};
    body(argument);
  }
  static void destroy(source* self) noexcept { static_cast<preserving_source*>(self)->~preserving_source(); }

  static constexpr source_ops ops{&cancel, &enclose, &trace, &destroy, false};
};

}  // namespace

deferred enclosed_wait::preserving_deferred(deferred chained, context_ptr home) {
  const deferred it = deferred::adopt(make_with_source<preserving_source>(*chained.state(), std::move(home)));
  it.state()->set_enclosed();
  it.state()->retain();
  chained.state()->append(make_chaining_callback(*chained.state(), it.state()));
  return it;
}

}  // namespace ctxlab
