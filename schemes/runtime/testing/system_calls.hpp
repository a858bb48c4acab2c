// How often this process has waited for events.
#pragma once

#include <cstdint>

namespace ctxlab {

// Calls of epoll_wait so far; -1 in builds in which they are not counted.
std::int64_t epoll_waits();

}  // namespace ctxlab
