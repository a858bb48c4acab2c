#include "schemes/runtime/reactor/asio_reactor.hpp"

#include <algorithm>
#include <asio/post.hpp>

namespace ctxlab {

asio_reactor::asio_reactor(clock::duration tick) : tick_(tick) {}

void asio_reactor::run() {
  for (;;) {
    context_.restart();
    if (is_virtual() ? context_.run_one() : context_.poll_one()) continue;
    const timed_call* const next = calls_.first();
    if (!next) {
      if (is_virtual()) return;
      context_.restart();
      if (!context_.run_one()) return;
    } else if (is_virtual() || next->due <= elapsed()) {
      timed_call* const call = calls_.take_first();
      now_ = std::max(now_, call->due);
      turn(now_, [call] { call->ops->run(call); });
    } else {
      timer_.expires_at(start_ + next->due * tick_);
      timer_.async_wait([](const std::error_code&) {});
      context_.restart();
      context_.run_one();
    }
  }
}

void asio_reactor::post(std::function<void()> work) {
  asio::post(context_, [this, work = std::move(work)] {
    now_ = std::max(now_, elapsed());
    turn(now_, work);
  });
}

}  // namespace ctxlab
