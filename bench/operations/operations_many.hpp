// Operations with several pieces of work under way at once: gathers, background work, requests, orphans.
#pragma once

#include <algorithm>
#include <vector>

#include "bench/operations/workload.hpp"
#include "schemes/runtime/coroutine/collector.hpp"
#include "schemes/runtime/deferred/gather.hpp"
#include "schemes/scheme.hpp"

namespace ctxlab::bench {

// Work whose waiting deferreds stand in a queue, in the order in which they were made: at most as many as there is
// room for.
template <class S>
class queue_workload : public workload {
 protected:
  explicit queue_workload(std::int64_t room) : queue_(static_cast<std::size_t>(room)) {}

  deferred& enqueue() { return queue_[queued_++] = deferred::make(); }
  // Fires what has been queued, in order.
  void fire_all() {
    for (std::size_t i = 0; i != queued_; ++i) std::move(queue_[i]).fire(result(3));
    queued_ = 0;
  }
  // Drops it.
  void drop_all() {
    while (queued_) queue_[--queued_] = deferred();
  }
  answer judged(std::int64_t sum, std::int64_t looks) const {
    answer outcome;
    outcome.expect("sum of what was waited for", sum_, sum)
        .expect("looks around", witness_.checked, looks)
        .expect("of them in another context", witness_.wrong, std::int64_t{0})
        .expect("the context left behind", static_cast<const context*>(current_context()),
                static_cast<const context*>(nullptr));
    return outcome;
  }

  std::vector<deferred> queue_;
  std::size_t queued_ = 0;
  context_check witness_;
  std::int64_t sum_ = 0;
};

// A request starts n coroutines in background, and waits for all of them with one gather; then all are fired.
template <class S>
class gathers : public queue_workload<S> {
 public:
  static constexpr operation_card card{.name = "gather", .waits = true, .sizes = {1, 16, 256, 4096}};

  explicit gathers(std::int64_t n) : queue_workload<S>(n), n_(n) { members_.reserve(n); }
  void run(std::int64_t times) override {
    for (; times; --times) once<false>();
  }
  std::string check() override {
    once<true>();
    once<true>();
    return this->judged(3 * 2 * n_, 2 * (n_ + 1)).expect("requests that ended", ended_, std::int64_t{2});
  }

 private:
  template <bool Looks>
  void once() {
    const context_ptr mine = context::make("request");
    this->witness_.home = home_of<S>(mine);
    const deferred done = S{}.request(mine, &outer<Looks>, this);
    this->fire_all();
    ended_ += done.complete() && !done.outcome().failed();
  }
  template <bool Looks>
  static coroutine<S> member(S s, gathers* self) {
    const result r = co_await s.yieldable(self->enqueue());
    self->sum_ += r.value<int>();
    check_context<Looks>(s, self->witness_);
  }
  template <bool Looks>
  static coroutine<S> outer(S s, gathers* self) {
    self->members_.clear();
    for (std::int64_t i = 0; i != self->n_; ++i) self->members_.push_back(s.background(&member<Looks>, self));
    co_await s.yieldable(gather(self->members_));
    self->members_.clear();
    check_context<Looks>(s, self->witness_);
  }
  std::int64_t n_;
  std::vector<deferred> members_;
  std::int64_t ended_ = 0;
};

// Work that nobody will wait for, started in a scope, and fired after the scope has been left.
template <class S>
class run_in_background : public queue_workload<S> {
 public:
  static constexpr operation_card card{.name = "run_in_background", .waits = true, .accounted = true, .items = 64};

  static constexpr std::int64_t together = card.items;

  run_in_background() : queue_workload<S>(together) {}
  void run(std::int64_t times) override {
    for (; times > 0; times -= together) start<false>();
  }
  std::string check() override {
    start<true>();
    return this->judged(3 * together, 2 * together);
  }

 private:
  template <bool Looks>
  void start() {
    this->witness_.home = home_of<S>(mine_);
    {
      const auto inside = S{}.preserve(mine_);
      for (std::int64_t i = 0; i != together; ++i) {
        inside.background(&task<Looks>, this);
        check_context<Looks>(inside, this->witness_);
      }
    }
    this->fire_all();
  }
  template <bool Looks>
  static coroutine<S> task(S s, run_in_background* self) {
    const result r = co_await s.yieldable(self->enqueue());
    self->sum_ += r.value<int>();
    check_context<Looks>(s, self->witness_);
  }
  context_ptr mine_ = context::make("request");
};

// A request from start to end, its context made for it, with k awaits.
template <class S>
class request : public queue_workload<S> {
 public:
  static constexpr operation_card card{.name = "request", .waits = true, .accounted = true, .sizes = {1, 4, 16}};

  explicit request(std::int64_t awaits) : queue_workload<S>(awaits), awaits_(awaits) {}
  void run(std::int64_t times) override {
    for (; times; --times) once<false>();
  }
  std::string check() override {
    const std::int64_t alive = context::alive();
    for (int i = 0; i != 5; ++i) once<true>();
    return this->judged(5 * 3 * awaits_, 5 * awaits_)
        .expect("requests that ended", ended_, std::int64_t{5})
        .expect("contexts left alive", context::alive() - alive, std::int64_t{0});
  }

 private:
  template <bool Looks>
  void once() {
    context_ptr mine = context::make("request");
    this->witness_.home = home_of<S>(mine);
    const deferred done = S{}.request(std::move(mine), &serve<Looks>, this);
    this->fire_all();
    ended_ += done.complete() && !done.outcome().failed();
  }
  template <bool Looks>
  static coroutine<S> serve(S s, request* self) {
    for (std::int64_t i = 0; i != self->awaits_; ++i) {
      const result r = co_await s.yieldable(self->enqueue());
      self->sum_ += r.value<int>();
      check_context<Looks>(s, self->witness_);
    }
  }
  std::int64_t awaits_;
  std::int64_t ended_ = 0;
};

// n requests waiting at once, each in a context of its own, then all fired in order. Counted per request.
template <class S>
class pending : public queue_workload<S> {
 public:
  static constexpr operation_card card{
      .name = "pending", .waits = true, .sizes = {1, 1000, 100000, 1000000}, .size_is_items = true};

  explicit pending(std::int64_t n) : queue_workload<S>(n), n_(n) {}
  void run(std::int64_t times) override {
    for (; times > 0; times -= n_) round<false>();
  }
  std::string check() override {
    const std::int64_t alive = context::alive() + deferred::alive();
    // Twice: a round turns the order of the free blocks round, and the frames of a check are of another size than
    // the others, which must lie beside the deferreds that they take when time counts.
    round<true>();
    round<true>();
    return this->judged(2 * 3 * n_, 2 * n_)
        .expect("contexts and deferreds left alive", context::alive() + deferred::alive() - alive, std::int64_t{0});
  }

 private:
  template <bool Looks>
  void round() {
    for (std::int64_t i = 0; i != n_; ++i) S{}.request(context::make("request"), &serve<Looks>, this);
    this->fire_all();
  }
  template <bool Looks>
  static coroutine<S> serve(S s, pending* self) {
    if constexpr (!Looks) {
      const result r = co_await s.yieldable(self->enqueue());
      self->sum_ += r.value<int>();
    } else {
      context_check mine{s.current()};
      const result r = co_await s.yieldable(self->enqueue());
      self->sum_ += r.value<int>();
      check_context<true>(s, mine);
      self->witness_.checked += mine.checked;
      self->witness_.wrong += mine.wrong + ((S::role == "control") != (mine.home == nullptr));
    }
  }
  std::int64_t n_;
};

// A request that waits for what nobody will ever fire: destroyed when the last reference to it goes.
template <class S>
class orphan_collected : public queue_workload<S> {
 public:
  static constexpr operation_card card{.name = "orphan_collected"};

  explicit orphan_collected(std::int64_t together = 1) : queue_workload<S>(together) {}
  void run(std::int64_t times) override {
    for (; times; --times) {
      start();
      this->drop_all();
    }
  }
  std::string check() override {
    const std::int64_t alive = context::alive() + deferred::alive();
    run(5);
    return this->judged(0, 0)
        .expect("requests that waited", waited_, std::int64_t{5})
        .expect("contexts and deferreds left alive", context::alive() + deferred::alive() - alive, std::int64_t{0});
  }

 protected:
  void start() {
    S{}.request(context::make("request"), &serve, this);
    waited_ += this->queued_ != 0;
  }
  std::int64_t waited_ = 0;

 private:
  static coroutine<S> serve(S s, orphan_collected* self) {
    co_await s.yieldable(self->enqueue());
    self->sum_ += 3;
  }
};

// Orphans that the collector finds, 64 at a time.
template <class S>
class orphan_collected_later : public orphan_collected<S> {
 public:
  static constexpr operation_card card{.name = "orphan_collected_later", .items = 64};

  static constexpr std::int64_t together = card.items;

  orphan_collected_later() : orphan_collected<S>(together) {}
  void run(std::int64_t times) override {
    collector collecting;
    for (; times > 0; times -= together) {
      for (std::int64_t i = 0; i != together; ++i) this->start();
      this->drop_all();
      found_ += collecting.collect();
    }
  }
  std::string check() override {
    const std::int64_t alive = context::alive() + deferred::alive();
    run(2 * together);
    return this->judged(0, 0)
        .expect("requests that waited", this->waited_, 2 * together)
        .expect("contexts and deferreds left alive", context::alive() + deferred::alive() - alive, std::int64_t{0})
        .expect("orphans found, at least", std::int64_t{found_ >= 2 * together}, std::int64_t{1});
  }

 private:
  std::int64_t found_ = 0;
};

}  // namespace ctxlab::bench
