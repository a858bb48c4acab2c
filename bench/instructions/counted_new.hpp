// Replaces the global operator new by one that counts. A part of each program that counts allocations: include it
// in exactly one source file of it. (Not inlined: g++ would warn that free meets what new gave, or delete what malloc
// gave.)
#pragma once

#include <cstdlib>
#include <new>

#include "bench/operations/registry.hpp"

[[gnu::noinline]] void* operator new(std::size_t bytes) {
  ++ctxlab::bench::allocated.count;
  ctxlab::bench::allocated.bytes += static_cast<std::int64_t>(bytes);
  if (void* const memory = std::malloc(bytes ? bytes : 1)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
