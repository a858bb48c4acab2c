#include "scenarios/programs/machine/stack_room.hpp"

#include <pthread.h>

#include <algorithm>
#include <cstddef>

namespace ctxlab::programs {

namespace {

// Where the system says that there is no end to a stack, or does not say, what one has at least.
constexpr std::size_t usual = 8u << 20;

const char* find_floor() noexcept {
  const char* const here = static_cast<const char*>(__builtin_frame_address(0));
  const char* lowest = here - usual / 2;
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
    void* start = nullptr;
    std::size_t size = 0;
    if (pthread_attr_getstack(&attributes, &start, &size) == 0) lowest = static_cast<const char*>(start);
    pthread_attr_destroy(&attributes);
  }
  const std::size_t below = std::min(static_cast<std::size_t>(here - lowest), usual);
  return here - below / 2;
}

}  // namespace

const char* stack_floor() noexcept {
  static thread_local const char* const floor = find_floor();
  return floor;
}

}  // namespace ctxlab::programs
