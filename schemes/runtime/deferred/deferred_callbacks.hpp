// Part of deferred.hpp: how a callable becomes a link of a deferred's chain.
#pragma once

#include "schemes/runtime/deferred/deferred.hpp"

namespace ctxlab {

// What a deferred's result is while it is paused; `deferred_state` alone makes it.
result paused_on(deferred other);

template <class Function>
struct function_callback : callback {
  Function function;

  template <side Runs, side Visits>
  static const callback_ops ops_for;

  static constexpr bool asks_and_returns_nothing = [] {
    if constexpr (std::is_invocable_v<Function&, const result&>)
      return false;
    else
      return std::is_void_v<std::invoke_result_t<Function&>>;
  }();

  // Feeds the function; what it returns, or throws, becomes the result.
  static result call(Function& f, const result& given) {
    try {
      if constexpr (std::is_invocable_v<Function&, const result&>)
        return wrap([&]() -> decltype(auto) { return f(given); });
      else
        return wrap(f);
    } catch (...) {
      return result(failure::current());
    }
  }

  static bool run(callback* self, deferred_state& owner) {
    auto* const link = static_cast<function_callback*>(self);
    if constexpr (asks_and_returns_nothing) {
      try {
        link->function();
        owner.outcome().clear();
      } catch (...) {
        owner.outcome() = result(failure::current());
      }
    } else {
      const result given = owner.fed();
      owner.outcome() = call(link->function, given);
    }
    link->~function_callback();
    owner.release_callback(link, sizeof(function_callback));
    return true;
  }
  static void drop(callback* self, deferred_state* owner, bool) noexcept {
    auto* const link = static_cast<function_callback*>(self);
    link->~function_callback();
    owner->release_callback(link, sizeof(function_callback));
  }
  static void trace(const callback*, tracer&) {}

 private:
  template <class Body>
  static result wrap(Body&& body) {
    using Returned = std::remove_cvref_t<std::invoke_result_t<Body&>>;
    if constexpr (std::is_void_v<Returned>) {
      body();
      return {};
    } else if constexpr (std::is_same_v<Returned, result>) {
      return body();
    } else if constexpr (std::is_base_of_v<deferred, Returned>) {
      return paused_on(body());
    } else {
      return result(body());
    }
  }
};

template <class Function>
struct finally_callback : callback {
  Function function;

  static bool run(callback* self, deferred_state& owner) {
    auto* const link = static_cast<finally_callback*>(self);
    try {
      link->function();
    } catch (...) {
      owner.outcome() = result(failure::current());
    }
    drop(self, &owner, false);
    return true;
  }
  static void drop(callback* self, deferred_state* owner, bool) noexcept {
    auto* const link = static_cast<finally_callback*>(self);
    link->~finally_callback();
    owner->release_callback(link, sizeof(finally_callback));
  }
  static void trace(const callback*, tracer&) {}
  static void run_as_sole_owner(callback* self, deferred_state& owner) noexcept { run(self, owner); }
  static constexpr callback_ops ops{
      &run, std::is_nothrow_invocable_v<Function&> ? &run_as_sole_owner : nullptr, &drop, &trace, on_both, on_both};
};

template <class Function>
const deferred& deferred::add_finally(Function f) const {
  using Link = finally_callback<Function>;
  void* const memory = state_->allocate_callback(sizeof(Link));
  state_->append(new (memory) Link{{nullptr, &Link::ops}, std::move(f)});
  return *this;
}

template <class Function>
template <side Runs, side Visits>
const callback_ops function_callback<Function>::ops_for{&run, nullptr, &drop, &trace, Runs, Visits};

template <side Runs, side Visits, class Function>
const deferred& deferred::add(Function f) const {
  using Link = function_callback<Function>;
  void* const memory = state_->allocate_callback(sizeof(Link));
  auto* const link = new (memory) Link{{nullptr, &Link::template ops_for<Runs, Visits>}, std::move(f)};
  state_->append(link);
  return *this;
}

}  // namespace ctxlab
