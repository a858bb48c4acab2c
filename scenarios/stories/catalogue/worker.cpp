#include "scenarios/stories/catalogue/worker.hpp"

#include <future>

#include "schemes/runtime/context/log.hpp"

namespace ctxlab::scenarios::catalogue {

worker::worker() : threads_(std::make_unique<thread_pool>(1)) {}

worker::~worker() {
  run([this] { kept_.clear(); });
  threads_.reset();
}

void worker::run(const std::function<void()>& work) {
  std::promise<void> done;
  threads_->execute([&work, &done, recording = log_sink_] {
    log_sink* const outer = install_log_sink(recording);
    try {
      work();
      install_log_sink(outer);
      done.set_value();
    } catch (...) {
      install_log_sink(outer);
      done.set_exception(std::current_exception());
    }
  });
  done.get_future().get();
}

}  // namespace ctxlab::scenarios::catalogue
