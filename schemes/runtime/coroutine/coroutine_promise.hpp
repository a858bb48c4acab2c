// Part of coroutine.hpp: the promise types.
#pragma once

#include "schemes/runtime/coroutine/coroutine.hpp"

namespace ctxlab {

#ifdef __clang__
// Never suspends either. But clang must not see that: it puts the frame of a coroutine that cannot suspend on the
// stack, passing over our operator new, and then there is no deferred before the frame.
struct frame_goes {
  bool await_ready() const noexcept {
    bool ready = true;
    asm("" : "+r"(ready));
    return ready;
  }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  void await_resume() const noexcept {}
};
#else
using frame_goes = std::suspend_never;
#endif

template <class Activation>
class coroutine_promise_with : public coroutine_base {
 public:
  using shared = coroutine_promise_with;
  [[gnu::always_inline]] coroutine_promise_with() noexcept : coroutine_base(ops, own_of(this)) { activation_.start(); }

  std::suspend_never initial_suspend() noexcept { return {}; }

  // Does not suspend: the frame goes, and the deferred's callbacks run when control is back in the loop that
  // resumed the coroutine.
  [[gnu::always_inline]] frame_goes final_suspend() noexcept {
    activation_.end();
    end();
    return {};
  }

  void unhandled_exception() noexcept { leave(failure::current()); }

  [[gnu::always_inline]] static void* operator new(std::size_t bytes) { return allocate(bytes); }
  [[gnu::always_inline]] static void operator delete(void* frame, std::size_t) noexcept { deallocate(frame); }

 private:
  template <class>
  friend class await_link;

  using handle = std::coroutine_handle<coroutine_promise_with>;

  static deferred_state* own_of(coroutine_promise_with* promise) noexcept {
    return before_frame(handle::from_promise(*promise));
  }
  static void dismantle(coroutine_base* suspended) noexcept {
    auto* const promise = static_cast<coroutine_promise_with*>(suspended);
    promise->activation_.dismantle(handle::from_promise(*promise));
  }
  static constexpr ops_type ops{{&cancel, nullptr, &trace_source, nullptr, false}, &dismantle};

 protected:
  [[no_unique_address]] Activation activation_;
};

// Schemes whose coroutines need the same of their activation share the promise, whatever else tells them apart.
template <class Scheme>
using coroutine_promise_base = coroutine_promise_with<typename Scheme::activation>;

template <class Scheme>
class coroutine_promise<Scheme, void> final : public coroutine_promise_base<Scheme> {
 public:
  coroutine<Scheme, void> get_return_object() noexcept { return coroutine<Scheme, void>::adopt(this->returned()); }
  void return_void() noexcept {}
};

template <class Scheme, class Value>
class coroutine_promise final : public coroutine_promise_base<Scheme> {
 public:
  coroutine<Scheme, Value> get_return_object() noexcept { return coroutine<Scheme, Value>::adopt(this->returned()); }
  [[gnu::always_inline]] void return_value(Value value) noexcept { this->leave(std::move(value)); }
};

}  // namespace ctxlab
