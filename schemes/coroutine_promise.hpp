// Part of coroutine.hpp: the promise types.
#pragma once

#include "schemes/coroutine.hpp"

namespace ctxlab {

template <class Scheme>
class coroutine_promise_base : public coroutine_base {
 public:
  coroutine_promise_base() noexcept : coroutine_base(ops, own_of(this)) { activation_.start(); }

  std::suspend_never initial_suspend() noexcept { return {}; }

  // Does not suspend: the frame goes, and the deferred's callbacks run when control is back in the loop that
  // resumed the coroutine.
  std::suspend_never final_suspend() noexcept {
    activation_.end();
    end();
    return {};
  }

  void unhandled_exception() noexcept { target()->outcome() = result(failure::current()); }

  await_link<coroutine_promise_base, plainly, false> await_transform(deferred&& awaited) noexcept {
    return await_link<coroutine_promise_base, plainly, false>(awaited.release_state());
  }
  await_link<coroutine_promise_base, plainly, false> await_transform(const deferred& awaited) noexcept {
    awaited.state()->retain();
    return await_link<coroutine_promise_base, plainly, false>(awaited.state());
  }
  await_link<coroutine_promise_base, plainly, true> await_transform(outcome_of&& asked) noexcept {
    return await_link<coroutine_promise_base, plainly, true>(asked.awaited.release_state());
  }
  // A scheme's own kind of wait: `awaited()` gives up a counted reference, `around()` what to resume within.
  template <class Wait>
    requires requires(Wait&& w) { std::move(w).around(); }
  auto await_transform(Wait&& wait) noexcept {
    using Around = decltype(std::move(wait).around());
    return await_link<coroutine_promise_base, Around, false>(std::move(wait).awaited(),
                                                             std::move(wait).around());
  }
  template <class Wait>
  auto await_transform(outcome_of_wait<Wait> asked) noexcept {
    using Around = decltype(std::move(asked.wait).around());
    return await_link<coroutine_promise_base, Around, true>(std::move(asked.wait).awaited(),
                                                            std::move(asked.wait).around());
  }
  std::suspend_never await_transform(const traced_by& asked) noexcept {
    show(asked.locals);
    return {};
  }

  static void* operator new(std::size_t bytes) { return allocate(bytes); }
  static void operator delete(void* frame, std::size_t) noexcept { deallocate(frame); }

 private:
  template <class, class, bool>
  friend class await_link;

  using handle = std::coroutine_handle<coroutine_promise_base>;

  static deferred_state* own_of(coroutine_promise_base* me) noexcept {
    return static_cast<deferred_state*>(handle::from_promise(*me).address()) - 1;
  }
  static void dismantle(coroutine_base* which) noexcept {
    auto* const me = static_cast<coroutine_promise_base*>(which);
    me->activation_.dismantle(handle::from_promise(*me));
  }
  static constexpr ops_type ops{{&cancel, nullptr, &trace_source, nullptr, false}, &dismantle};

 protected:
  [[no_unique_address]] typename Scheme::activation activation_;
};

template <class Scheme>
class coroutine_promise<Scheme, void> final : public coroutine_promise_base<Scheme> {
 public:
  coroutine<Scheme, void> get_return_object() noexcept { return coroutine<Scheme, void>(this->target()); }
  void return_void() noexcept {}
};

template <class Scheme, class Value>
class coroutine_promise final : public coroutine_promise_base<Scheme> {
 public:
  coroutine<Scheme, Value> get_return_object() noexcept { return coroutine<Scheme, Value>(this->target()); }
  void return_value(Value value) noexcept {
    if constexpr (std::is_same_v<Value, result>)
      this->target()->outcome() = std::move(value);
    else
      this->target()->outcome() = result(std::move(value));
  }
};

}  // namespace ctxlab
