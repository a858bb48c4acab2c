// Waits for several deferreds at once.
#pragma once

#include <initializer_list>
#include <span>

#include "schemes/runtime/deferred/deferred.hpp"

namespace ctxlab {

// A deferred, following no rules of any scheme, that completes, with nothing, when all members have completed, and
// fails as soon as one of them fails, with that failure. The failures of the members are consumed; their values
// stay with them. Cancelling it cancels the members; once it has fired, cancelling it does nothing. With no
// members it is complete. After Twisted's gatherResults(consumeErrors=True).
// One allocation, of 40 bytes a member and some.
deferred gather(std::span<const deferred> members);

inline deferred gather(std::initializer_list<deferred> members) {
  return gather(std::span(members.begin(), members.size()));
}

}  // namespace ctxlab
