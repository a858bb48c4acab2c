#include "schemes/runtime/threads/hand_off.hpp"

#include <memory>
#include <thread>

#include "schemes/runtime/accounting/clocks.hpp"
#include "schemes/runtime/context/log.hpp"

namespace ctxlab {
namespace {

// What must not be touched but at home, and, while the work runs, `child` by the worker.
struct errand {
  errand(asio_reactor& at, deferred d, context_ptr c)
      : home(at), staying(at.keep_running()), waiting(std::move(d)), child(std::move(c)) {
    if (child) child->part_account();
  }

  asio_reactor& home;
  asio_reactor::work_guard staying;
  deferred waiting;
  context_ptr child;
  result outcome;
  bool ran = false;
  const std::thread::id home_thread = std::this_thread::get_id();

  void deliver() {
    if (child) {
      child->rejoin_account();
      child->finish();
      child = nullptr;
    }
    deferred fires = std::move(waiting);
    staying.reset();
    std::move(fires).fire(std::move(outcome));
  }
};

// The worker's end. However it dies, the errand goes home.
class worker_end {
 public:
  worker_end(std::shared_ptr<errand> what, std::function<result(const context_ptr&)> work)
      : what_(std::move(what)),
        work_(std::move(work)),
        sink_(log_sink_),
        failures_(installed_unhandled_failure_sink()) {}
  worker_end(const worker_end&) = delete;
  worker_end& operator=(const worker_end&) = delete;
  ~worker_end() {
    work_ = nullptr;
    if (!what_) return;
    if (!what_->ran) what_->outcome = result(failure(std::make_exception_ptr(work_abandoned())));
    asio_reactor& home = what_->home;
    home.post([what = std::move(what_)] { what->deliver(); });
  }

  void run() {
    log_sink* const own_sink = install_log_sink(sink_);
    unhandled_failure_sink* const own_failures = install_unhandled_failure_sink(failures_);
    what_->ran = true;
    thread_cpu_clock clock;
    const cpu_time before = clock.now();
    try {
      what_->outcome = work_(what_->child);
    } catch (...) {
      what_->outcome = result(failure::current());
    }
    // At home an accounting sees it, if there is one.
    if (what_->child && std::this_thread::get_id() != what_->home_thread)
      what_->child->account().cpu += clock.now() - before;
    install_unhandled_failure_sink(own_failures);
    install_log_sink(own_sink);
  }
  // The executor would not have it.
  std::shared_ptr<errand> take_back() { return std::move(what_); }

 private:
  std::shared_ptr<errand> what_;
  std::function<result(const context_ptr&)> work_;
  log_sink* sink_;
  unhandled_failure_sink* failures_;
};

}  // namespace

deferred hand_off(asio_reactor& home, executor& by, const context_ptr& caller,
                  std::function<result(const context_ptr& child)> work) {
  const deferred it = deferred::make();
  if (!caller) warn(warning::figures_lost, nullptr, nullptr);
  const auto end = std::make_shared<worker_end>(
      std::make_shared<errand>(home, it, caller ? context::make_nested("thread", caller) : nullptr), std::move(work));
  try {
    by.execute([end] { end->run(); });
  } catch (...) {
    if (const std::shared_ptr<errand> refused = end->take_back()) {
      refused->outcome = result(failure::current());
      refused->deliver();
    }
  }
  return it;
}

}  // namespace ctxlab
