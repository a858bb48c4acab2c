// The one call that every log line goes through.
#pragma once

#include <string_view>

#include "schemes/runtime/context/switch.hpp"

namespace ctxlab {

// Sees every log line of a thread, with the context it is charged to. The context and the text are only lent. What it
// throws is its own failure, and not that of the code that logs.
class log_sink {
 public:
  virtual void line(const context* charged, std::string_view text) = 0;

 protected:
  ~log_sink() = default;
};

CTXLAB_THREAD_LOCAL log_sink* log_sink_ = nullptr;

// Installs `next` as this thread's sink (null: lines go nowhere); gives back the one before.
inline log_sink* install_log_sink(log_sink* next) { return std::exchange(log_sink_, next); }

// Tells the thread's unhandled_failure_sink that a line of `charged` was not written, and why.
void report_unwritten(const context* charged, std::string_view why) noexcept;
// Says so of the exception that is being handled.
void report_unwritten(const context* charged) noexcept;

// Logs `text` against `charged`, which is the thread's current context unless a scheme knows better. Never throws: a
// line at which the sink throws is not written, which is reported once, and the code that logs goes on.
inline void log_line(std::string_view text, const context* charged = current_context()) {
  if (!log_sink_) return;
  try {
    log_sink_->line(charged, text);
  } catch (...) {
    report_unwritten(charged);
  }
}

}  // namespace ctxlab
