// Deferreds that come from something, in one block with it.
#pragma once

#include "schemes/runtime/deferred/deferred.hpp"

namespace ctxlab {

// Where in the block it stands: behind the state, and the room for a first callback.
inline constexpr std::size_t source_offset = sizeof(deferred_state) + deferred_state::slot_bytes;

// A new state in one block with a source behind it, made of `arguments`; counted once.
template <class Source, class... Arguments>
deferred_state* make_with_source(Arguments&&... arguments) {
  constexpr std::size_t bytes = source_offset + sizeof(Source);
  auto* const block = static_cast<std::byte*>(pool::allocate(bytes));
  auto* const state = new (block) deferred_state(bytes, true);
  state->retain();
  state->set_source(new (block + source_offset) Source(std::forward<Arguments>(arguments)...));
  return state;
}

// The state in front of a source that was made so.
inline deferred_state* state_before(source* behind) noexcept {
  return reinterpret_cast<deferred_state*>(reinterpret_cast<std::byte*>(behind) - source_offset);
}

}  // namespace ctxlab
