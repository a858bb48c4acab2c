// Deferreds that are chained to another: they have its result once it has one, and leave none there.
#pragma once

#include "schemes/runtime/deferred/cancel_link.hpp"

namespace ctxlab {

// What such a deferred comes from: cancelling it cancels the other. If that does not give up at once, the deferred
// fails all the same, and the other is left with already_fired for a result when it has one.
struct chained_source : source {
  cancel_link to;

  chained_source(const source_ops& how, deferred_state& other) noexcept : source{&how}, to(&other) {}

  static void cancel(source* self, deferred_state& of);
  static void trace(const source* self, const deferred_state& of, tracer& visitor);
};

// The callback by which the other hands its result on to `target`, a counted reference that is taken over and has a
// chained_source.
callback* make_chaining_callback(deferred_state& other, deferred_state* target);

// A new deferred, chained to `other`, with the callback that hands its result on in the place of `waiting`.
deferred chained_in_place_of(deferred_state& other, callback* waiting);

}  // namespace ctxlab
