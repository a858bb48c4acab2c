#include "schemes/preserve_caller/scheme.hpp"
#include "schemes/runtime/deferred/cancel_link.hpp"

namespace ctxlab {
namespace {

// Stands in the block of its deferred.
struct preserving_source : source {
  upstream of;
  context_ptr home;

  static void cancel(source* self, deferred_state&) {
    const deferred chained(static_cast<preserving_source*>(self)->of.get());
    if (chained) chained.cancel();
  }
  static void enclose(source* self, void (*body)(void*), void* argument) {
    const preserved_scope in{context_ptr(static_cast<preserving_source*>(self)->home)};
    body(argument);
  }
  static void trace(const source* self, const deferred_state&, tracer& to) {
    const upstream& of = static_cast<const preserving_source*>(self)->of;
    if (of.get() && of.owns()) to.owns(of.get());
  }
  static void destroy(source* self) noexcept { static_cast<preserving_source*>(self)->~preserving_source(); }

  static constexpr source_ops ops{&cancel, &enclose, &trace, &destroy, false};
};

preserving_source& source_of(deferred_state& state) { return static_cast<preserving_source&>(*state.get_source()); }

// Hands the result on.
struct chaining_callback : callback {
  deferred_state* to;  // counted

  static bool run(callback* self, deferred_state& at) {
    bool left_something = false;
    deferred_state* const to = static_cast<chaining_callback*>(self)->to;
    at.release_callback(self, sizeof(chaining_callback));
    source_of(*to).of.reset();
    try {
      to->fire_in_turn(at.feed());
    } catch (...) {
      at.outcome() = result(failure::current());
      left_something = true;
    }
    to->release();
    return left_something;
  }
  static void drop(callback* self, deferred_state* at, bool) noexcept {
    deferred_state* const to = static_cast<chaining_callback*>(self)->to;
    at->release_callback(self, sizeof(chaining_callback));
    source_of(*to).of.reset();
    to->release();
  }
  static void trace(const callback* self, tracer& to) { to.owns(static_cast<const chaining_callback*>(self)->to); }

  static constexpr callback_ops ops{&run, nullptr, &drop, &trace, on_both, on_both};
};

}  // namespace

deferred preserve_caller::yielding::preserving(deferred of, context_ptr home) {
  constexpr std::size_t head = sizeof(deferred_state) + deferred_state::slot_bytes;
  constexpr std::size_t bytes = head + sizeof(preserving_source);
  auto* const block = static_cast<std::byte*>(pool::allocate(bytes));
  deferred it(new (block) deferred_state(bytes, true));
  it.state()->set_source(new (block + head)
                             preserving_source{{&preserving_source::ops}, upstream(of.state()), std::move(home)});
  it.state()->set_enclosed();
  it.state()->retain();
  if (collector* const by = collector::installed()) by->watch(*it.state());
  void* const memory = of.state()->allocate_callback(sizeof(chaining_callback));
  of.state()->append(new (memory) chaining_callback{{nullptr, &chaining_callback::ops}, it.state()});
  return it;
}

}  // namespace ctxlab
