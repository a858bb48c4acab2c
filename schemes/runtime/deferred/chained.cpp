#include "schemes/runtime/deferred/chained.hpp"

#include "schemes/runtime/deferred/tracing.hpp"
#include "schemes/runtime/deferred/with_source.hpp"

namespace ctxlab {
namespace {

chained_source& source_of(deferred_state& state) { return static_cast<chained_source&>(*state.get_source()); }

struct chaining_callback : callback {
  deferred_state* target;  // counted

  static bool run(callback* self, deferred_state& fired) {
    bool left_something = false;
    deferred_state* const target = static_cast<chaining_callback*>(self)->target;
    fired.release_callback(self, sizeof(chaining_callback));
    source_of(*target).to.reset();
    try {
      target->fire_in_turn(fired.fed());
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
    source_of(*target).to.reset();
    target->release();
  }
  static void trace(const callback* self, tracer& visitor) {
    visitor.owns(static_cast<const chaining_callback*>(self)->target);
  }

  static constexpr callback_ops ops{&run, nullptr, &drop, &trace, on_both, on_both};
};

// What a deferred comes from that is chained and nothing else. Stands in the block of its deferred.
struct merely_chained : chained_source {
  explicit merely_chained(deferred_state& other) noexcept : chained_source(ops, other) {}
  static void destroy(source* self) noexcept { static_cast<merely_chained*>(self)->~merely_chained(); }
  static constexpr source_ops ops{&cancel, nullptr, &trace, &destroy, false};
};

}  // namespace

// After its cancellation it has fired, and leads to the other no more.
void chained_source::cancel(source* self, deferred_state&) {
  cancel_link& to = static_cast<chained_source*>(self)->to;
  const deferred other(to.get());
  if (other) other.cancel();
  to.reset();
}

void chained_source::trace(const source* self, const deferred_state&, tracer& visitor) {
  const cancel_link& to = static_cast<const chained_source*>(self)->to;
  if (to.get() && to.owns()) visitor.owns(to.get());
}

callback* make_chaining_callback(deferred_state& other, deferred_state* target) {
  if (ring_watcher* const watcher = ring_watcher::installed()) watcher->watch(*target);
  return new (other.allocate_callback(sizeof(chaining_callback)))
      chaining_callback{{nullptr, &chaining_callback::ops}, target};
}

deferred chained_in_place_of(deferred_state& other, callback* waiting) {
  const deferred it = deferred::adopt(make_with_source<merely_chained>(other));
  it.state()->retain();
  other.replace(waiting, make_chaining_callback(other, it.state()));
  return it;
}

}  // namespace ctxlab
