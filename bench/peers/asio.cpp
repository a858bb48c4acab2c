// asio's coroutines (libasio-dev): a coroutine that posts itself to its executor and is resumed from its loop.
#include <asio.hpp>

#include "bench/peers/peers.hpp"

namespace ctxlab::bench {
namespace {

class awaitable_post : public workload {
 public:
  void run(std::int64_t times) override {
    asio::co_spawn(loop_, waits(this, times), asio::detached);
    loop_.run();
    loop_.restart();
  }
  std::string check() override {
    run(5);
    return answer().expect("times resumed", resumed_, std::int64_t{5});
  }

 private:
  static asio::awaitable<void> waits(awaitable_post* me, std::int64_t times) {
    for (; times; --times) {
      co_await asio::post(asio::use_awaitable);
      ++me->resumed_;
    }
  }
  asio::io_context loop_{1};
  std::int64_t resumed_ = 0;
};

}  // namespace

void add_asio(std::vector<operation>& to) {
  to.push_back({"await_incomplete", "asio", {}, false, 64, [] { return std::make_unique<awaitable_post>(); }});
}

}  // namespace ctxlab::bench
