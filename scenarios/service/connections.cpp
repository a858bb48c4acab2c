#include "scenarios/service/connections.hpp"

namespace ctxlab::service {

connections::connections(asio_reactor& home, const std::string& file, std::size_t count, std::size_t most_waiting)
    : home_(home), most_waiting_(most_waiting), threads_(count) {
  for (std::size_t i = 0; i != count; ++i) {
    all_.push_back(std::make_unique<database>(file));
    free_.push_back(all_.back().get());
  }
}

void connections::wait_for_one(std::function<void(database&)> start, const deferred& done) {
  if (!free_.empty()) {
    database& one = *free_.back();
    free_.pop_back();
    start(one);
  } else if (waiting_.size() >= most_waiting_) {
    done.fail(failure(std::make_exception_ptr(too_busy())));
  } else {
    waiting_.push_back({std::move(start), done});
  }
}

// To the first who has not given up.
void connections::give_back(database& free) {
  while (!waiting_.empty()) {
    const waiter next = std::move(waiting_.front());
    waiting_.pop_front();
    if (!next.done.fired()) return next.start(free);
  }
  free_.push_back(&free);
}

}  // namespace ctxlab::service
