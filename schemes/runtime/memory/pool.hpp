// Blocks of memory for the small objects of a thread: deferreds, callbacks, coroutine frames, contexts.
//
// A block comes from a free list of its size class and goes back there, in a handful of instructions and
// without an atomic operation; the lists belong to the thread. A block may be released on another thread than
// the one that allocated it (it then serves that thread), but only one thread may own it at a time. Memory
// once taken from the system is kept for the life of the process; the lists of a thread that ends are handed
// to the threads that come after it.
//
// Under the sanitizers, or with CTXLAB_NO_POOLS defined, every block is an allocation of its own, so that a
// use after release is seen.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CTXLAB_NO_POOLS 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CTXLAB_NO_POOLS 1
#endif

// A thread-local without the lazy-initialisation wrapper, and of the cheapest model that can reach it: in a shared
// library initial-exec, where the default model costs a call (5.2 ns against 2.5, on a virtual AMD EPYC).
#if defined(__PIC__) && !defined(__PIE__)
#define CTXLAB_TLS_MODEL [[gnu::tls_model("initial-exec")]]
#else
#define CTXLAB_TLS_MODEL [[gnu::tls_model("local-exec")]]
#endif
#define CTXLAB_THREAD_LOCAL CTXLAB_TLS_MODEL inline constinit thread_local
// Such a thread-local for a count that is a static member.
#define CTXLAB_COUNTER CTXLAB_TLS_MODEL static inline constinit thread_local std::int64_t

namespace ctxlab::pool {

#ifdef CTXLAB_NO_POOLS
inline constexpr bool pooled = false;
#else
inline constexpr bool pooled = true;
#endif
inline constexpr std::size_t granule = 16;
inline constexpr std::size_t largest = 1024;

struct free_block {
  free_block* next;
};

using free_lists = std::array<free_block*, largest / granule + 1>;

CTXLAB_THREAD_LOCAL free_lists lists{};

// The size class of a request, in granules.
constexpr std::size_t granules(std::size_t bytes) { return (bytes + granule - 1) / granule; }

// Takes a block for a class whose list is empty from the thread's current slab.
void* refill(std::size_t size_class);

// A block of at least `bytes` bytes, aligned to 16. Throws std::bad_alloc when the system has no more.
[[gnu::always_inline]] inline void* allocate(std::size_t bytes) {
#ifndef CTXLAB_NO_POOLS
  if (bytes <= largest) [[likely]] {
    const std::size_t size_class = granules(bytes);
    if (free_block* const block = lists[size_class]) [[likely]] {
      lists[size_class] = block->next;
      return block;
    }
    return refill(size_class);
  }
#endif
  return ::operator new(bytes);
}

// Gives back a block of that many granules.
[[gnu::always_inline]] inline void release_granules(void* memory, [[maybe_unused]] std::size_t count) noexcept {
#ifndef CTXLAB_NO_POOLS
  if (count <= largest / granule) [[likely]] {
    auto* const block = static_cast<free_block*>(memory);
    block->next = lists[count];
    lists[count] = block;
    return;
  }
#endif
  ::operator delete(memory);
}

// Gives back a block that `allocate` gave for the same number of bytes.
[[gnu::always_inline]] inline void release(void* memory, std::size_t bytes) noexcept {
  release_granules(memory, granules(bytes));
}

}  // namespace ctxlab::pool
