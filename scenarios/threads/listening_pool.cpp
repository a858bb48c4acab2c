#include "scenarios/threads/listening_pool.hpp"

namespace ctxlab::scenarios {

void listening_pool::execute(std::function<void()> work) {
  // In one block, so that the work dies before the guard.
  struct load {
    asio_reactor::work_guard staying;
    std::function<void()> work;
  };
  const auto it = std::make_shared<load>(load{home_.keep_running(), std::move(work)});
  pool_.execute([this, it] {
    log_sink* const own_lines = install_log_sink(&lines_);
    unhandled_failure_sink* const own_failures = install_unhandled_failure_sink(&failures_);
    try {
      it->work();
    } catch (...) {
      report_failure(failure::current());
    }
    install_unhandled_failure_sink(own_failures);
    install_log_sink(own_lines);
  });
}

}  // namespace ctxlab::scenarios
