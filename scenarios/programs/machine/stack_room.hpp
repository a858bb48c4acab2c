// How deep calls within calls may go: as deep as the stack that is there.
#pragma once

namespace ctxlab::programs {

// The lowest address of the calling thread's stack that a call of the machine may reach. A part below it stays for what
// does not ask: a cancellation that goes down a chain, destructors, and the code of the schemes.
const char* stack_floor() noexcept;

// Whether the running function's frame is above it.
[[gnu::always_inline]] inline bool has_stack_room(const char* floor) noexcept {
  return static_cast<const char*>(__builtin_frame_address(0)) > floor;
}

}  // namespace ctxlab::programs
