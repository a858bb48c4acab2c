// Operations of one request: scopes, and coroutines that wait. All wakes come from outside, in the sentinel, as a
// reactor's do.
#pragma once

#include "bench/operations/workload.hpp"
#include "schemes/scheme.hpp"

namespace ctxlab::bench {

// A request `f(s, me, times)` that waits again and again for what it puts into `slot_`, and the outside that
// fires whatever is there.
template <class S>
class request_workload : public workload {
 protected:
  template <class Work, class Function>
  void drive(Work* self, Function f, std::int64_t times) {
    const context_ptr mine = context::make("request");
    witness_.home = home_of<S>(mine);
    {
      const deferred done = S{}.request(mine, f, self, times);
      while (slot_) std::move(slot_).fire(result(3));
      ended_ = done.complete() && !done.outcome().failed();
    }
  }
  // After a checked run of `times` that each looked around and added 3.
  answer judged(std::int64_t times) const {
    answer outcome;
    outcome.expect("requests that ended", std::int64_t{ended_}, std::int64_t{1})
        .expect("sum of what was waited for", sum_, 3 * times)
        .expect("looks around", witness_.checked, times)
        .expect("of them in another context", witness_.wrong, std::int64_t{0})
        .expect("the context left behind", static_cast<const context*>(current_context()),
                static_cast<const context*>(nullptr));
    return outcome;
  }

  deferred slot_;
  context_check witness_;
  std::int64_t sum_ = 0;
  bool ended_ = false;
};

// A scope entered and left, of a context that lives on.
template <class S>
class scope : public workload {
 public:
  static constexpr operation_card card{.name = "scope", .accounted = true};

  void run(std::int64_t times) override { repeat<false>(times); }
  std::string check() override {
    repeat<true>(5);
    return answer()
        .expect("looks around", witness_.checked, std::int64_t{5})
        .expect("of them in another context", witness_.wrong, std::int64_t{0})
        .expect("the context left behind", static_cast<const context*>(current_context()),
                static_cast<const context*>(nullptr));
  }

 private:
  template <bool Looks>
  void repeat(std::int64_t times) {
    const S s{};
    witness_.home = home_of<S>(mine_);
    const context_ptr mine = mine_;
    for (std::int64_t i = 0; i != times; ++i) {
      const auto inside = s.preserve(mine);
      others_run(*mine);
      check_context<Looks>(inside, witness_);
    }
  }
  context_ptr mine_ = context::make("request");
  context_check witness_;
};

// A request waits for a deferred that is complete.
template <class S>
class await_complete : public request_workload<S> {
 public:
  static constexpr operation_card card{.name = "await_complete"};

  void run(std::int64_t times) override { this->drive(this, &waits<false>, times); }
  std::string check() override {
    this->drive(this, &waits<true>, 5);
    return this->judged(5);
  }

 private:
  template <bool Looks>
  static coroutine<S> waits(S s, await_complete* self, std::int64_t times) {
    for (; times; --times) {
      deferred d = deferred::succeed(result(3));
      const result r = co_await s.yieldable(std::move(d));
      self->sum_ += r.value<int>();
      check_context<Looks>(s, self->witness_);
    }
  }
};

// A request waits for a deferred that is fired from outside.
template <class S>
class await_incomplete : public request_workload<S> {
 public:
  static constexpr operation_card card{.name = "await_incomplete", .waits = true, .accounted = true};

  void run(std::int64_t times) override { this->drive(this, &waits<false>, times); }
  std::string check() override {
    this->drive(this, &waits<true>, 5);
    return this->judged(5);
  }

 private:
  template <bool Looks>
  static coroutine<S> waits(S s, await_incomplete* self, std::int64_t times) {
    for (; times; --times) {
      self->slot_ = deferred::make();
      const result r = co_await s.yieldable(self->slot_);
      self->sum_ += r.value<int>();
      check_context<Looks>(s, self->witness_);
    }
  }
};

// A request waits for a coroutine that waits for a deferred that is fired from outside.
template <class S, int Waits = 1>
class child_suspends : public request_workload<S> {
 public:
  static constexpr operation_card card{.name = Waits == 1 ? "child_suspends" : "child_suspends_twice", .waits = true};

  void run(std::int64_t times) override { this->drive(this, &outer<false>, times); }
  std::string check() override {
    this->drive(this, &outer<true>, 5);
    return this->judged(5);
  }

 private:
  static coroutine<S> child(S s, child_suspends* self) {
    for (int i = 0; i != Waits; ++i) {
      self->slot_ = deferred::make();
      co_await s.yieldable(self->slot_);
      ++self->woken_;
    }
  }
  template <bool Looks>
  static coroutine<S> outer(S s, child_suspends* self, std::int64_t times) {
    for (; times; --times) {
      co_await child(s, self);
      self->sum_ += 3;
      if (Looks && std::exchange(self->woken_, 0) != Waits) self->sum_ = -1;
      check_context<Looks>(s, self->witness_);
    }
  }
  std::int64_t woken_ = 0;
};

template <class S>
using child_suspends_once = child_suspends<S, 1>;
template <class S>
using child_suspends_twice = child_suspends<S, 2>;

// A request waits for a coroutine that completes at once.
template <class S>
class coroutine_complete : public request_workload<S> {
 public:
  static constexpr operation_card card{.name = "coroutine_complete"};

  void run(std::int64_t times) override { this->drive(this, &outer<false>, times); }
  std::string check() override {
    this->drive(this, &outer<true>, 5);
    return this->judged(5);
  }

 private:
  static coroutine<S, int> child(S) { co_return 3; }
  template <bool Looks>
  static coroutine<S> outer(S s, coroutine_complete* self, std::int64_t times) {
    for (; times; --times) {
      const result r = co_await child(s);
      self->sum_ += r.value<int>();
      check_context<Looks>(s, self->witness_);
    }
  }
};

// A request waits for a coroutine that fails, and takes the failure as a value: nothing is thrown.
template <class S>
class failure_awaited : public request_workload<S> {
 public:
  static constexpr operation_card card{.name = "failure_awaited"};

  void run(std::int64_t times) override { this->drive(this, &outer<false>, times); }
  std::string check() override {
    this->drive(this, &outer<true>, 5);
    return this->judged(5);
  }

 private:
  static coroutine<S, result> fails(S) { co_return failure("no"); }
  template <bool Looks>
  static coroutine<S> outer(S s, failure_awaited* self, std::int64_t times) {
    for (; times; --times) {
      const result r = co_await outcome_of(fails(s));
      if (r.failed()) self->sum_ += 3;
      check_context<Looks>(s, self->witness_);
    }
  }
};

// A chain of `depth` coroutines, each waiting for the next, and the last for a deferred fired from outside.
template <class S>
class chain : public request_workload<S> {
 public:
  static constexpr operation_card card{.name = "chain", .waits = true, .sizes = {1, 4, 16, 64, 256}};

  explicit chain(std::int64_t depth) : depth_(depth) {}
  void run(std::int64_t times) override { this->drive(this, &outer<false>, times); }
  std::string check() override {
    this->drive(this, &outer<true>, 5);
    return this->judged(5);
  }

 private:
  static coroutine<S> level(S s, chain* self, std::int64_t beneath) {
    if (beneath > 1) {
      co_await level(s, self, beneath - 1);
    } else {
      self->slot_ = deferred::make();
      co_await s.yieldable(self->slot_);
    }
    ++self->ended_levels_;
  }
  template <bool Looks>
  static coroutine<S> outer(S s, chain* self, std::int64_t times) {
    for (; times; --times) {
      const std::int64_t before = self->ended_levels_;
      co_await level(s, self, self->depth_);
      if (self->ended_levels_ == before + self->depth_) self->sum_ += 3;
      check_context<Looks>(s, self->witness_);
    }
  }
  std::int64_t depth_;
  std::int64_t ended_levels_ = 0;
};

}  // namespace ctxlab::bench
