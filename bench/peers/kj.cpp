// KJ's promises (libcapnp-dev).
#include <kj/async.h>

#include "bench/peers/peers.hpp"

namespace ctxlab::bench {
namespace {

// A promise fulfilled and waited for, with `Thens` (0 or 1) functions applied to its value.
template <int Thens>
class fulfil_and_wait {
 public:
  void run(std::int64_t times) {
    for (; times; --times) {
      auto made = kj::newPromiseAndFulfiller<int>();
      if constexpr (Thens == 0) {
        made.fulfiller->fulfill(3);
        sum_ += made.promise.wait(scope_);
      } else {
        auto applied = made.promise.then([this](int fed) { sum_ += fed; });
        made.fulfiller->fulfill(3);
        applied.wait(scope_);
      }
    }
  }
  std::string check() {
    run(5);
    return answer().expect("sum of what was waited for", sum_, std::int64_t{15});
  }

 private:
  kj::EventLoop loop_;
  kj::WaitScope scope_{loop_};
  std::int64_t sum_ = 0;
};

// One event loop a thread is all that KJ allows: a workload is made when it runs, and lives no longer.
template <int Thens>
class alone : public workload {
 public:
  void run(std::int64_t times) override { fulfil_and_wait<Thens>().run(times); }
  std::string check() override { return fulfil_and_wait<Thens>().check(); }
};

}  // namespace

void add_kj(std::vector<operation>& to) {
  // Many together, so that the making of the loop does not count.
  to.push_back({"await_incomplete", "kj", {}, false, 1024, [] { return std::make_unique<alone<0>>(); }});
  to.push_back({"deferred_one_callback", "kj", {}, false, 1024, [] { return std::make_unique<alone<1>>(); }});
}

}  // namespace ctxlab::bench
