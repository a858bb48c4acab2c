// Coroutines over deferreds, as Twisted's inlineCallbacks: a call runs the body at once, up to its first wait for
// an incomplete deferred, and returns a deferred, which fires with what the body returns or throws.
//
//   coroutine<Scheme> f(Scheme s, ...)         co_return nothing
//   coroutine<Scheme, result> g(Scheme s, ...) co_return a value, or a failure without a throw
//   co_await d                 the value (a `result`); throws if d failed. Leaves d with an empty result.
//   co_await outcome_of(d)     the same, with a failure as a value and nothing thrown
//   co_await outcome_of_wait(w)   the same of what a scheme's sleep or yieldable returned
//
// One block of the pool holds the frame and the deferred. The scheme's `activation` lives in it and is told when
// the body starts, suspends, resumes, ends, and is destroyed suspended: that is how a context can travel with
// a coroutine. Cancelling the deferred of a suspended coroutine cancels what it waits for.
//
// g++ 12.2 destroys twice a by-value temporary (a capturing lambda, a std::function made of one, an aggregate)
// that is built inside a co_await full-expression: name it first and move it in.
#pragma once

#include <coroutine>

#include "schemes/collector.hpp"
#include "schemes/deferred.hpp"

namespace ctxlab {

template <class Scheme, class Value>
class coroutine_promise;
template <class Activation>
class coroutine_promise_with;

// The deferred of a coroutine.
template <class Scheme, class Value = void>
class coroutine : public deferred {
 public:
  using promise_type = coroutine_promise<Scheme, Value>;
  using deferred::deferred;
};

// For an activation that has nothing to do.
struct idle_activation {
  void start() noexcept {}
  void suspend() noexcept {}
  void resume() noexcept {}
  void end() noexcept {}
  // Destroys the suspended coroutine, and with it this object.
  void dismantle(std::coroutine_handle<> suspended) noexcept { suspended.destroy(); }
};

// What is known of a coroutine without its type.
class coroutine_base : public source {
 public:
  coroutine_base(const coroutine_base&) = delete;
  coroutine_base& operator=(const coroutine_base&) = delete;

  bool suspended() const { return own()->suspended_; }
  // Destroys it suspended: its scopes are left, innermost first, and nothing else of it runs.
  void destroy() noexcept;
  void trace(tracer& to) const;
  void show(const variables* locals) noexcept;

  // Shared by all coroutines as source_ops.
  static void cancel(source* self, deferred_state& of);
  static void trace_source(const source* self, const deferred_state& of, tracer& to);
  static void orphaned(coroutine_base* which) noexcept;

 protected:
  struct ops_type : source_ops {
    void (*dismantle)(coroutine_base*) noexcept;
  };

  coroutine_base(const ops_type& ops_of_type, deferred_state* own) noexcept : source{&ops_of_type}, target_(own) {
    own->set_source(this);
    if (own->collected_) [[unlikely]]
      register_with_collector();
  }
  ~coroutine_base() {
    deferred_state* const mine = own();
    mine->set_source(nullptr);
    if (target_ != mine || mine->collected_) [[unlikely]]
      forget();
  }

  deferred_state* own() const {
    return static_cast<deferred_state*>(
               std::coroutine_handle<coroutine_base>::from_promise(const_cast<coroutine_base&>(*this)).address()) -
           1;
  }
  coroutine_record* record() const {
    return reinterpret_cast<coroutine_record*>(reinterpret_cast<std::byte*>(own()) + own()->block_bytes()) - 1;
  }

  // One block: the deferred, the frame and, while a collector is installed, the record.
  [[gnu::always_inline]] static void* allocate(std::size_t frame_bytes) {
    const std::size_t bytes = sizeof(deferred_state) + pool::granules(frame_bytes) * pool::granule;
    if (collector::installed()) [[unlikely]]
      return allocate_collected(bytes + sizeof(coroutine_record));
    auto* const state = new (pool::allocate(bytes)) deferred_state(bytes, false);
    state->retain();  // for the frame
    return state + 1;
  }
  static void deallocate(void* frame) noexcept { (static_cast<deferred_state*>(frame) - 1)->release(); }

  // Now waits for `what`, a counted reference that is taken over. May destroy this coroutine: if nothing else
  // holds `what`, nobody can ever fire it.
  [[gnu::always_inline]] void wait_for(deferred_state* what, callback* link) noexcept {
    deferred_state* const mine = own();
    mine->suspended_ = true;
    what->link(link);
    deferred_state* const last_awaited = std::exchange(waiting_on_, what);
    if (!mine->collected_) [[likely]]
      what->release();
    else if (last_awaited)
      last_awaited->release();
  }
  // The result it was resumed for. Requires: waited.
  result take_result() noexcept {
    deferred_state* const resumed_by = waiting_on_;
    if (!own()->collected_) waiting_on_ = nullptr;
    return resumed_by->take_fed();
  }
  // The deferred that is to fire: its own or, after a cancellation, the one put in its place.
  deferred_state* target() const { return target_; }
  // Fires the target, which holds its result already; its callbacks are run by whoever resumed the coroutine.
  void end() noexcept {
    if (target_->fired() || !target_->settle()) return;
    target_->retain();
    just_completed_ = target_;
  }

 private:
  static void* allocate_collected(std::size_t bytes);
  void register_with_collector() noexcept;
  void forget() noexcept;

  deferred_state* target_;
  deferred_state* waiting_on_ = nullptr;  // counted while collected; what it last waited for
  template <class, class>
  friend class await_link;
};

// How a coroutine is resumed when the scheme has no say in it.
struct plainly {
  template <class Resume>
  void operator()(Resume resume) && noexcept { resume(); }
};

// What a coroutine awaits: its link in the deferred's line, which stands in the coroutine's frame. A scheme's own
// kind of wait derives from it. `Around` is called with the function that resumes; it may not touch itself after that.
template <class Activation, class Around>
class await_link : private callback {
 public:
  // Takes over a counted reference.
  [[gnu::always_inline]] explicit await_link(deferred_state* awaited) noexcept
      : callback{nullptr, &ops}, awaited_(awaited) {}
  await_link(const await_link&) = delete;
  await_link& operator=(const await_link&) = delete;
  [[gnu::always_inline]] ~await_link() {
    if (next) [[unlikely]]
      waiter_->waiting_on_->unlink(this);
    if (awaited_) [[unlikely]]
      awaited_->release();
  }

  [[gnu::always_inline]] bool await_ready() const { return awaited_->ready_for_wait(); }
  template <class Promise>
  [[gnu::always_inline]] void await_suspend(std::coroutine_handle<Promise> waiter) noexcept {
    Promise& promise = waiter.promise();
    waiter_ = &promise;
    promise.activation_.suspend();
    promise.wait_for(std::exchange(awaited_, nullptr), this);
  }
  [[gnu::always_inline]] result await_resume() {
    result it;
    take(it);
    it.raise_if_failed();
    return it;
  }
  // The result, failed or not. Requires: ready, or resumed.
  [[gnu::always_inline]] void take(result& it) noexcept {
    if (deferred_state* const ready = std::exchange(awaited_, nullptr)) {
      it = std::move(ready->outcome());
      ready->release();
    } else {
      it = waiter_->take_result();
    }
  }

 protected:
  [[no_unique_address]] Around around_;
  deferred_state* awaited_;  // counted, until it is waited for

 private:
  static void resume(callback* self, deferred_state&) {
    auto* const me = static_cast<await_link*>(self);
    coroutine_promise_with<Activation>* const waiter = me->waiter_;
    waiter->own()->suspended_ = false;
    std::move(me->around_)([waiter]() noexcept {
      waiter->activation_.resume();
      std::coroutine_handle<coroutine_promise_with<Activation>>::from_promise(*waiter).resume();
    });
  }
  static void drop(callback* self, deferred_state*, bool) noexcept {
    coroutine_base::orphaned(static_cast<await_link*>(self)->waiter_);
  }
  static void trace(const callback* self, tracer& to) {
    to.reaches(static_cast<const await_link*>(self)->waiter_);
  }
  static constexpr callback_ops ops{&resume, &drop, &trace, on_both, on_both};

  coroutine_promise_with<Activation>* waiter_ = nullptr;
};

// Asks for the outcome of a deferred, failure or not, as a value.
struct outcome_of {
  explicit outcome_of(deferred of) noexcept : awaited(std::move(of)) {}
  deferred awaited;
};
template <class Activation>
struct outcome_link : await_link<Activation, plainly> {
  using await_link<Activation, plainly>::await_link;
  result await_resume() noexcept {
    result it;
    this->take(it);
    return it;
  }
};
// Awaits a scheme's own kind of wait where it stands. (A reference to it would do, but g++ 12 copies what it awaits.)
template <class Wait>
struct wait_in_place {
  [[gnu::always_inline]] bool await_ready() const { return wait.await_ready(); }
  template <class Promise>
  [[gnu::always_inline]] void await_suspend(std::coroutine_handle<Promise> waiter) noexcept {
    wait.await_suspend(waiter);
  }
  [[gnu::always_inline]] result await_resume() { return wait.await_resume(); }
  Wait& wait;
};
// The same for the outcome.
template <class Wait>
struct outcome_of_wait : wait_in_place<Wait> {
  explicit outcome_of_wait(Wait& of) noexcept : wait_in_place<Wait>{of} {}
  result await_resume() noexcept {
    result it;
    this->wait.take(it);
    return it;
  }
};

// Shows the running coroutine's variables to the collector, for as long as the coroutine lives. Requires: they
// are variables of that coroutine.
struct traced_by {
  explicit traced_by(const variables& it) noexcept : locals(&it) {}
  const variables* locals;
};

}  // namespace ctxlab

#include "schemes/coroutine_promise.hpp"
