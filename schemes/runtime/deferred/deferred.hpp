// The Deferred, with Twisted's semantics: a result that may not be there yet, and a chain of callbacks.
//
//   fired       it has been given a result, once
//   callbacks   run in the order added, each fed with what the one before returned; one that throws, or returns
//               a failure, makes the next errback run instead of the next callback
//   paused      a callback returned another deferred: the chain goes on with that one's result, when it has one
//   complete    fired and not paused; otherwise incomplete
//   cancel      asks the producer to give up (its *source*, if it has one), or fails the deferred at once, and
//               then ignores one late result; reaches through to what a paused chain waits for
//
// A failure that nobody has looked at when its deferred dies is reported to the thread's unhandled_failure_sink.
//
// Ownership. A `deferred` is a counted handle. Ownership runs downstream, from producer to consumer: a deferred
// owns its callbacks, and with them the deferreds and coroutines that wait there. The way back, to what a
// consumer waits for and would cancel, is a `cancel_link`: it does not own, so that dropping the producer's
// end ends the chain *at once*, as plain C++ does; while a collector is installed it does own, so that nothing
// ends until the collector finds it unreachable, *later*, as a tracing runtime does (see collector.hpp).
//
// A deferred and all that waits for it belong to one thread. No atomic operation, and with warm pools no
// allocation from the system, is made here.
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include "schemes/runtime/deferred/deferred_state.hpp"
#include "schemes/runtime/deferred/unhandled.hpp"

namespace ctxlab {

// Thrown by whoever fires a deferred that has fired already.
struct already_fired : std::logic_error {
  already_fired() : std::logic_error("this deferred has fired already") {}
};

template <class Function>
struct function_callback;

class deferred {
 public:
  // No deferred at all.
  deferred() = default;
  // A new, incomplete one, without a source: cancelling fails it at once.
  [[gnu::always_inline]] static deferred make() {
    constexpr std::size_t bytes = sizeof(deferred_state) + deferred_state::slot_bytes;
    return deferred(new (pool::allocate(bytes)) deferred_state(bytes, true));
  }
  static deferred succeed(result outcome = {});
  static deferred fail_with(const failure& why) { return succeed(result(why)); }

  deferred(const deferred& other) : state_(other.state_) {
    if (state_) state_->retain();
  }
  deferred(deferred&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
  deferred& operator=(deferred other) noexcept {
    std::swap(state_, other.state_);
    return *this;
  }
  [[gnu::always_inline]] ~deferred() {
    if (state_) state_->release();
  }
  explicit deferred(deferred_state* state) : state_(state) {
    if (state_) state_->retain();
  }
  // Takes over a counted reference.
  static deferred adopt(deferred_state* counted) {
    deferred adopted;
    adopted.state_ = counted;
    return adopted;
  }

  explicit operator bool() const { return state_ != nullptr; }
  bool fired() const { return state_->fired(); }
  bool complete() const { return state_->complete(); }
  // The result. Requires: complete().
  const result& outcome() const { return std::as_const(*state_).outcome(); }

  // Gives it its result (nothing, if none is named) and runs its callbacks. Throws already_fired if it has one, unless
  // it was cancelled without a source, in which case the first late result is dropped. A handle that is moved from, as
  // the last thing that its owner does with it, is empty afterwards, and makes it cheaper.
  void fire() const& { state_->fire(); }
  void fire(result outcome) const& { state_->fire(std::move(outcome)); }
  void fire(result outcome = {}) && { release_state()->fire_and_release(std::move(outcome)); }
  void fail(const failure& why) const& { state_->fire(result(why)); }
  void fail(const failure& why) && { release_state()->fire_and_release(result(why)); }

  // Adds a callback, an errback, or both: a callable that takes a `const result&` or nothing, and returns
  // nothing, a result, a deferred (the chain pauses on it), or any value. It runs at once if the deferred is
  // complete. Returns *this.
  template <class Function>
  const deferred& add_callback(Function f) const {
    return add<on_success, on_success>(std::move(f));
  }
  template <class Function>
  const deferred& add_errback(Function f) const {
    return add<on_failure, on_both>(std::move(f));
  }
  template <class Function>
  const deferred& add_both(Function f) const {
    return add<on_both, on_both>(std::move(f));
  }

  // Adds a function of nothing that runs in its turn, whatever the result, and leaves the result as it is.
  template <class Function>
  const deferred& add_finally(Function f) const;

  void cancel() const { state_->cancel(); }

  deferred_state* state() const { return state_; }
  deferred_state* release_state() { return std::exchange(state_, nullptr); }
  friend bool operator==(const deferred& a, const deferred& b) { return a.state_ == b.state_; }

  // How many deferreds of this thread are alive, those of coroutines included.
  static std::int64_t alive() { return deferred_state::alive(); }

 protected:
  template <side Runs, side Visits, class Function>
  const deferred& add(Function f) const;

  deferred_state* state_ = nullptr;
};

}  // namespace ctxlab

#include "schemes/runtime/deferred/deferred_callbacks.hpp"
