#include "schemes/preserve_caller/enclosed_wait.hpp"
#include "schemes/runtime/deferred/cancel_link.hpp"
#include "schemes/runtime/deferred/tracing.hpp"

namespace ctxlab {
namespace {

// What a deferred comes from whose callbacks each run in a scope of `home`: the document's _PreservingContextDeferred.
// Stands in the block of its deferred.
struct preserving_source : source {
  cancel_link chained;
  context_ptr home;

  static void cancel(source* self, deferred_state&) {
    const deferred chained(static_cast<preserving_source*>(self)->chained.get());
    if (chained) chained.cancel();
  }
  static void enclose(source* self, void (*body)(void*), void* argument) {
    const preserved_scope in{context_ptr(static_cast<preserving_source*>(self)->home)};
    body(argument);
  }
  static void trace(const source* self, const deferred_state&, tracer& visitor) {
    const cancel_link& chained = static_cast<const preserving_source*>(self)->chained;
    if (chained.get() && chained.owns()) visitor.owns(chained.get());
  }
  static void destroy(source* self) noexcept { static_cast<preserving_source*>(self)->~preserving_source(); }

  static constexpr source_ops ops{&cancel, &enclose, &trace, &destroy, false};
};

preserving_source& source_of(deferred_state& state) { return static_cast<preserving_source&>(*state.get_source()); }

// Hands the result of what is chained on to the preserving deferred.
struct chaining_callback : callback {
  deferred_state* target;  // counted

  static bool run(callback* self, deferred_state& fired) {
    bool left_something = false;
    deferred_state* const target = static_cast<chaining_callback*>(self)->target;
    fired.release_callback(self, sizeof(chaining_callback));
    source_of(*target).chained.reset();
    try {
      target->fire_in_turn(fired.take_result());
    } catch (...) {
      fired.outcome() = result(failure::current());
      left_something = true;
    }
    target->release();
    return left_something;
  }
  static void drop(callback* self, deferred_state* owner, bool) noexcept {
    deferred_state* const target = static_cast<chaining_callback*>(self)->target;
    owner->release_callback(self, sizeof(chaining_callback));
    source_of(*target).chained.reset();
    target->release();
  }
  static void trace(const callback* self, tracer& visitor) {
    visitor.owns(static_cast<const chaining_callback*>(self)->target);
  }

  static constexpr callback_ops ops{&run, nullptr, &drop, &trace, on_both, on_both};
};

}  // namespace

deferred enclosed_wait::preserving_deferred(deferred chained, context_ptr home) {
  constexpr std::size_t head = sizeof(deferred_state) + deferred_state::slot_bytes;
  constexpr std::size_t bytes = head + sizeof(preserving_source);
  auto* const block = static_cast<std::byte*>(pool::allocate(bytes));
  deferred it(new (block) deferred_state(bytes, true));
  it.state()->set_source(
      new (block + head) preserving_source{{&preserving_source::ops}, cancel_link(chained.state()), std::move(home)});
  it.state()->set_enclosed();
  it.state()->retain();
  if (ring_watcher* const watcher = ring_watcher::installed()) watcher->watch(*it.state());
  void* const memory = chained.state()->allocate_callback(sizeof(chaining_callback));
  chained.state()->append(new (memory) chaining_callback{{nullptr, &chaining_callback::ops}, it.state()});
  return it;
}

}  // namespace ctxlab
