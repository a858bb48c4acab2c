// Boost.Fiber (libboost-fiber-dev): a fiber that yields to the one that started it, and is resumed by it.
#include <boost/fiber/all.hpp>

#include "bench/peers/peers.hpp"

namespace ctxlab::bench {
namespace {

class yield_pair : public workload {
 public:
  void run(std::int64_t times) override {
    boost::fibers::fiber other([this, times] {
      for (std::int64_t i = 0; i != times; ++i) {
        ++resumed_;
        boost::this_fiber::yield();
      }
    });
    for (std::int64_t i = 0; i != times; ++i) boost::this_fiber::yield();
    other.join();
  }
  std::string check() override {
    run(5);
    return answer().expect("times resumed", resumed_, std::int64_t{5});
  }

 private:
  std::int64_t resumed_ = 0;
};

}  // namespace

void add_boost_fiber(std::vector<operation>& to) {
  to.push_back({"await_incomplete", "boost-fiber", {}, false, 1024, [] { return std::make_unique<yield_pair>(); }});
}

}  // namespace ctxlab::bench
