// The one call that every log line goes through.
#pragma once

#include <string_view>

#include "schemes/context.hpp"

namespace ctxlab {

// Sees every log line of a thread, with the context it is charged to. The context and the text are only lent.
class log_sink {
 public:
  virtual void line(const context* charged, std::string_view text) = 0;

 protected:
  ~log_sink() = default;
};

CTXLAB_THREAD_LOCAL log_sink* log_sink_ = nullptr;

// Installs `next` as this thread's sink (null: lines go nowhere); gives back the one before.
inline log_sink* install_log_sink(log_sink* next) { return std::exchange(log_sink_, next); }

// Logs `text` against `charged`, which is the thread's current context unless a scheme knows better.
inline void log_line(std::string_view text, const context* charged = current_context()) {
  if (log_sink_) log_sink_->line(charged, text);
}

}  // namespace ctxlab
