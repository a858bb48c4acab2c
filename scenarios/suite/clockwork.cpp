#include "scenarios/suite/clockwork.hpp"

namespace ctxlab::scenarios {

clockwork::clockwork(pace at) {
  if (at == pace::virtual_time)
    alone_.emplace();
  else
    on_threads_.emplace(std::chrono::milliseconds(at == pace::real_time ? 1 : 0));
}

std::shared_ptr<void> clockwork::keep_running() {
  if (!on_threads_) return nullptr;
  return std::make_shared<asio_reactor::work_guard>(on_threads_->keep_running());
}

void clockwork::run(int most) {
  if (on_threads_) return on_threads_->run();
  for (int turns = 0; turns != most && alone_->run_one(); ++turns) {
  }
}

}  // namespace ctxlab::scenarios
