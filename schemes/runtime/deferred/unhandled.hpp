// Who hears of the failures that nobody handled.
#pragma once

#include "schemes/runtime/deferred/result.hpp"

namespace ctxlab {

// Is told of each failure that nobody has looked at when its deferred dies, or that has nowhere else to go.
class unhandled_failure_sink {
 public:
  virtual void unhandled(const failure& why) noexcept = 0;

 protected:
  ~unhandled_failure_sink() = default;
};
// Installs `next` on this thread (null: failures are printed on standard error); gives back the one before.
unhandled_failure_sink* install_unhandled_failure_sink(unhandled_failure_sink* next);
unhandled_failure_sink* installed_unhandled_failure_sink();
// Tells this thread's sink of the failure.
void report_unhandled(const failure& why) noexcept;

}  // namespace ctxlab
