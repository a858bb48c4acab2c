// Operations on deferreds, with callbacks added the scheme's way.
#pragma once

#include "bench/operations/workload.hpp"
#include "schemes/scheme.hpp"

namespace ctxlab::bench {

// A deferred made, given one callback, fired with a number, and destroyed.
template <class S>
class deferred_one_callback : public workload {
 public:
  static constexpr operation_card card{.name = "deferred_one_callback"};

  void run(std::int64_t times) override {
    const S s{};
    for (std::int64_t i = 0; i != times; ++i) {
      const deferred d = deferred::make();
      s.add_callback(d, [this](const result& r) { sum_ += r.value<int>(); });
      d.fire(result(3));
    }
  }
  std::string check() override {
    const std::int64_t alive = deferred::alive();
    run(5);
    return answer()
        .expect("sum of what the callbacks were fed", sum_, std::int64_t{15})
        .expect("deferreds left alive", deferred::alive() - alive, std::int64_t{0});
  }

 private:
  std::int64_t sum_ = 0;
};

// One more callback on a deferred that has one, run when it fires: `times` callbacks on one deferred.
template <class S>
class deferred_further_callback : public workload {
 public:
  static constexpr operation_card card{.name = "deferred_further_callback", .items = 64};

  static constexpr std::int64_t together = card.items;

  void run(std::int64_t times) override {
    const S s{};
    for (; times > 0; times -= together) {
      const deferred d = deferred::make();
      for (std::int64_t i = 0; i != together; ++i) s.add_callback(d, [this] { order_ = order_ * 3 + 1; });
      d.fire();
      ++fired_;
    }
  }
  std::string check() override {
    run(2 * together);
    std::uint64_t wanted = 0;
    for (int i = 0; i != 2 * together; ++i) wanted = wanted * 3 + 1;
    return answer()
        .expect("deferreds fired", fired_, std::int64_t{2})
        .expect("what the callbacks left", static_cast<std::int64_t>(order_), static_cast<std::int64_t>(wanted));
  }

 private:
  std::uint64_t order_ = 0;
  std::int64_t fired_ = 0;
};

// Two deferreds: a callback of the outer one returns the inner one, which is fired later, and the outer goes on.
template <class S>
class deferred_chained : public workload {
 public:
  static constexpr operation_card card{.name = "deferred_chained"};

  void run(std::int64_t times) override {
    const S s{};
    for (std::int64_t i = 0; i != times; ++i) {
      const deferred outer = deferred::make();
      const deferred inner = deferred::make();
      s.add_callback(outer, [&inner] { return inner; });
      outer.fire();
      const bool waits = !outer.complete();
      paused_ += waits;
      inner.fire(result(3));
      if (waits && outer.complete()) sum_ += outer.outcome().template value<int>();
    }
  }
  std::string check() override {
    run(5);
    return answer()
        .expect("times that the outer one waited", paused_, std::int64_t{5})
        .expect("sum of what came through", sum_, std::int64_t{15});
  }

 private:
  std::int64_t paused_ = 0;
  std::int64_t sum_ = 0;
};

}  // namespace ctxlab::bench
