// A pool of one thread whose lines and failures a run hears.
#pragma once

#include "schemes/runtime/context/log.hpp"
#include "schemes/runtime/threads/executor.hpp"

namespace ctxlab::scenarios {

// Calls work() with those sinks installed on the calling thread, and puts back what was, whatever happens. No context
// goes along.
void listening(log_sink& lines, unhandled_failure_sink& failures, const std::function<void()>& work);

// Installs the sinks around each piece of work, which carry no context, and keeps the reactor running until it has
// been done or dropped.
class observed_pool final : public executor {
 public:
  observed_pool(asio_reactor& home, log_sink& lines, unhandled_failure_sink& failures)
      : home_(home), lines_(lines), failures_(failures) {}

  void execute(std::function<void()> work) override;
  void shut_down() { pool_.shut_down(); }

 private:
  asio_reactor& home_;
  log_sink& lines_;
  unhandled_failure_sink& failures_;
  thread_pool pool_{1};
};

}  // namespace ctxlab::scenarios
