#include <dlfcn.h>
#include <sys/epoll.h>

#include <atomic>

#include "schemes/runtime/testing/system_calls.hpp"

// Sanitizers have an epoll_wait of their own, which must not be stood before.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CTXLAB_COUNTS_CALLS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define CTXLAB_COUNTS_CALLS 0
#endif
#endif
#ifndef CTXLAB_COUNTS_CALLS
#define CTXLAB_COUNTS_CALLS 1
#endif

namespace {
std::atomic<std::int64_t> calls = 0;
}

std::int64_t ctxlab::epoll_waits() { return CTXLAB_COUNTS_CALLS ? calls.load() : -1; }

#if CTXLAB_COUNTS_CALLS
extern "C" int epoll_wait(int set, epoll_event* events, int most, int timeout) {
  using function = int (*)(int, epoll_event*, int, int);
  static const auto original = reinterpret_cast<function>(dlsym(RTLD_NEXT, "epoll_wait"));
  ++calls;
  return original(set, events, most, timeout);
}
#endif
