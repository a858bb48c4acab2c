// Coroutines over deferreds, as Twisted's inlineCallbacks: a call runs the body at once, up to its first wait for
// an incomplete deferred, and returns a deferred, which fires with what the body returns or throws.
//
//   coroutine<Scheme> f(Scheme s, ...)         co_return nothing
//   coroutine<Scheme, result> g(Scheme s, ...) co_return a value, or a failure without a throw
//   co_await d                 the value (a `result`); throws if d failed. Leaves d with an empty result.
//   co_await outcome_of(d)     the same, with a failure as a value and nothing thrown
//   co_await outcome_of_wait(w)   the same of what a scheme's sleep or yieldable returned
//
// What is awaited is an awaiter where it stands, and cannot be moved: one that has a name is awaited as `co_await w`.
// No await_transform comes between: it would have to refer to the awaiter, which g++ 12 would copy into the frame.
//
// One block of the pool holds the frame and the deferred. The scheme's `activation` lives in it and is told when
// the body starts, suspends, resumes, ends, and is destroyed suspended: that is how a context can travel with
// a coroutine. Cancelling the deferred of a suspended coroutine cancels what it waits for.
//
// g++ 12.2 destroys twice a by-value temporary (a capturing lambda, a std::function made of one, an aggregate)
// that is built inside a co_await full-expression: name it first and move it in.
#pragma once

#include <coroutine>

#include "schemes/runtime/coroutine/collector.hpp"
#include "schemes/runtime/deferred/deferred.hpp"

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
  coroutine(const coroutine&) = default;
  coroutine(coroutine&&) noexcept = default;
  coroutine& operator=(const coroutine&) = default;
  coroutine& operator=(coroutine&&) noexcept = default;
  [[gnu::always_inline]] ~coroutine() = default;
  // Takes over a counted reference.
  static coroutine adopt(deferred_state* counted) {
    coroutine adopted;
    adopted.state_ = counted;
    return adopted;
  }
};

template <class Type>
constexpr bool is_coroutine = false;
template <class Scheme, class Value>
constexpr bool is_coroutine<coroutine<Scheme, Value>> = true;
// Whether f(a...) is a coroutine: its deferred is nobody else's when it returns.
template <class Function, class... Arguments>
constexpr bool returns_coroutine = is_coroutine<std::invoke_result_t<Function, Arguments...>>;

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

  bool suspended() const { return waiting_on_ != nullptr; }
  // Destroys it suspended: its scopes are left, innermost first, and nothing else of it runs.
  void destroy() noexcept;
  void trace(tracer& visitor) const;
  void show(const variables* locals) noexcept;

  // Shared by all coroutines as source_ops.
  static void cancel(source* self, deferred_state& own);
  static void trace_source(const source* self, const deferred_state& own, tracer& visitor);
  static void orphaned(coroutine_base* waiting) noexcept;
  // How many of this thread have been destroyed because nobody could wake them any more, without a collector.
  static std::int64_t orphans() { return orphans_; }

  // Now waits for `awaited`, a counted reference that is taken over; if collected, by way of a link of other ops. May
  // destroy this coroutine: if nothing else holds `awaited`, nobody can ever fire it.
  [[gnu::always_inline]] void wait_for(deferred_state* awaited, callback* link,
                                       const callback_ops& if_collected) noexcept {
    waiting_on_ = awaited;
    awaited->link(link);
    if (collected()) [[unlikely]]
      link->ops = &if_collected;
    else
      awaited->release();
  }
  bool collected() const { return own()->collected(); }
  // Waits no more. Requires: not collected.
  void awake() noexcept { waiting_on_ = nullptr; }
  // Waits no more, collected or not.
  void awake_collected() noexcept {
    if (collected()) waiting_on_->release();
    waiting_on_ = nullptr;
  }
  deferred_state* waiting_on() const { return waiting_on_; }

 protected:
  struct ops_type : source_ops {
    void (*dismantle)(coroutine_base*) noexcept;
  };

  [[gnu::always_inline]] coroutine_base(const ops_type& ops_of_type, deferred_state* own) noexcept
      : source{&ops_of_type} {
    own->set_source(this);
    if (own->collected()) [[unlikely]]
      register_with_collector();
  }
  ~coroutine_base() = default;

  deferred_state* own() const {
    return before_frame(std::coroutine_handle<coroutine_base>::from_promise(const_cast<coroutine_base&>(*this)));
  }
  // The deferred that stands before a frame. Until it has laid out the frame, clang takes the promise for a variable
  // before which nothing can stand, and leaves out what is written there: it must not see where the address is from.
  static deferred_state* before_frame(std::coroutine_handle<> suspended) noexcept {
    void* frame = suspended.address();
#ifdef __clang__
    asm("" : "+r"(frame));
#endif
    return static_cast<deferred_state*>(frame) - 1;
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
    state->retain(2);  // for the frame, and for whoever called
    return state + 1;
  }
  // The frame's reference goes on to whoever resumed the coroutine, if there are callbacks to run. (Not before: the
  // coroutine's arguments died with the frame, and could have resumed others.)
  [[gnu::always_inline]] static void deallocate(void* frame) noexcept {
    deferred_state* const own_state = static_cast<deferred_state*>(frame) - 1;
    if (own_state->has_callbacks() && own_state->runnable())
      just_completed_ = own_state;
    else if (own_state->replaced()) [[unlikely]]
      deallocate_replaced(own_state);
    else
      own_state->release();
  }

  // What its deferred will fire with: a result, or any value.
  template <class Value>
  [[gnu::always_inline]] void leave(Value&& outcome) noexcept {
    deferred_state* const own_state = own();
    if (!own_state->fired()) [[likely]]
      own_state->leave(result(std::forward<Value>(outcome)));
    else
      leave_slowly(result(std::forward<Value>(outcome)));
  }
  // The deferred has its result; the callbacks have to wait for the end of the frame.
  [[gnu::always_inline]] void end() noexcept {
    deferred_state* const own_state = own();
    if (!own_state->is_ordinary()) [[unlikely]]
      return end_slowly();
    own_state->set_source(nullptr);
    own_state->settle();
  }
  // The deferred for whoever called, counted by `allocate`.
  deferred_state* returned() const { return own(); }

 private:
  static void* allocate_collected(std::size_t bytes);
  static void deallocate_replaced(deferred_state* own_state) noexcept;
  void register_with_collector() noexcept;
  void leave_slowly(result&& outcome) noexcept;
  void end_slowly() noexcept;
  void forget() noexcept;
  void cancel_awaited();
  void wait_apart(callback* link);

  struct replaced;
  deferred_state* target() const;
  void fire_instead(deferred_state* next);

  CTXLAB_COUNTER orphans_ = 0;

  deferred_state* waiting_on_ = nullptr;  // while suspended; counted if collected
};

}  // namespace ctxlab

#include "schemes/runtime/coroutine/await.hpp"
#include "schemes/runtime/coroutine/coroutine_promise.hpp"
