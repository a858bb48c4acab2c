// For tests that run programs bare: rings of deferreds have no collector to undo them there.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define CTXLAB_LEAKS_ARE_SEEN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CTXLAB_LEAKS_ARE_SEEN 1
#endif
#endif
#ifdef CTXLAB_LEAKS_ARE_SEEN
#include <sanitizer/lsan_interface.h>
#endif

namespace ctxlab::programs {

// While it lives, what is allocated may leak.
struct rings_stay {
#ifdef CTXLAB_LEAKS_ARE_SEEN
  __lsan::ScopedDisabler leaks;
#endif
};

}  // namespace ctxlab::programs
