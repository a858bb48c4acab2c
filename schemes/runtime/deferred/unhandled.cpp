#include "schemes/runtime/deferred/unhandled.hpp"

#include <cstdio>
#include <utility>

namespace ctxlab {

namespace {
thread_local constinit unhandled_failure_sink* unhandled_sink = nullptr;
}  // namespace

void report_unhandled(const failure& why) noexcept {
  if (unhandled_sink)
    unhandled_sink->unhandled(why);
  else
    std::fprintf(stderr, "unhandled failure in a deferred: %s\n", why.reason().c_str());
}

unhandled_failure_sink* installed_unhandled_failure_sink() { return unhandled_sink; }

unhandled_failure_sink* install_unhandled_failure_sink(unhandled_failure_sink* next) {
  return std::exchange(unhandled_sink, next);
}

}  // namespace ctxlab
