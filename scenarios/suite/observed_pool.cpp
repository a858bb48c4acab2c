#include "scenarios/suite/observed_pool.hpp"

namespace ctxlab::scenarios {

void listening(log_sink& lines, unhandled_failure_sink& failures, const std::function<void()>& work) {
  struct installed {
    log_sink* own_lines;
    unhandled_failure_sink* own_failures;
    ~installed() {
      install_unhandled_failure_sink(own_failures);
      install_log_sink(own_lines);
    }
  } const during{install_log_sink(&lines), install_unhandled_failure_sink(&failures)};
  work();
}

void observed_pool::execute(std::function<void()> work) {
  // In one block, so that the work dies before the guard.
  struct load {
    asio_reactor::work_guard staying;
    std::function<void()> work;
  };
  const auto it = std::make_shared<load>(load{home_.keep_running(), std::move(work)});
  pool_.execute([this, it] {
    listening(lines_, failures_, [&] {
      try {
        it->work();
      } catch (...) {
        report_failure(failure::current());
      }
    });
  });
}

}  // namespace ctxlab::scenarios
