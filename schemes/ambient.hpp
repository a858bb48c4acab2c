// What the schemes share that keep the context in the thread-local of context.hpp.
#pragma once

#include <string_view>
#include <utility>

#include "schemes/runtime/context/log.hpp"
#include "schemes/scheme.hpp"

namespace ctxlab {

// The scheme inside a scope, for as long as the scope lives.
template <class Scheme, class Scope>
class within : public Scheme {
 public:
  within(Scheme outside, context_ptr&& inside) noexcept : Scheme(outside), scope_(std::move(inside)) {}
  within(Scheme outside, const context_ptr& inside) noexcept : Scheme(outside), scope_(inside) {}

 private:
  Scope scope_;
};

// A scope that is held until a deferred has its result, or dies without.
class scope_callback : public callback {
 public:
  // Enters, and is to be added to the deferred of what runs in the scope.
  static scope_callback* enter(context_ptr&& inside) {
    return new (pool::allocate(sizeof(scope_callback))) scope_callback(std::move(inside));
  }

 private:
  explicit scope_callback(context_ptr&& inside) noexcept : callback{nullptr, &ops}, inside_(inside.release()) {
    inside_->retain(entered_scope::references - 1);
    before_ = switch_counted(inside_);
  }

  static bool run(callback* self, deferred_state& at) {
    drop(self, &at, false);
    return true;
  }
  static void hand(callback* self, deferred_state& at) noexcept { drop(self, &at, false); }
  static void drop(callback* self, deferred_state*, bool) noexcept {
    auto* const me = static_cast<scope_callback*>(self);
    context* const inside = me->inside_;
    context* const before = me->before_;
    pool::release(me, sizeof(scope_callback));
    entered_scope::leave(inside, before);
  }
  static void trace(const callback*, tracer&) {}
  static constexpr callback_ops ops{&run, &hand, &drop, &trace, on_both, on_both};

  context* inside_;  // counted as a scope counts it
  context* before_;  // counted
};

template <class Scheme, class Entered = entered_scope, class Preserved = preserved_scope>
class ambient {
 public:
  context* current() const { return current_context(); }
  void log(std::string_view text) const { log_line(text); }

  [[nodiscard]] within<Scheme, Entered> enter(context_ptr inside) const { return {self(), std::move(inside)}; }
  [[nodiscard]] within<Scheme, Entered> nested(std::string_view suffix) const {
    return {self(), context::make_nested(suffix, context_ptr(current_context()))};
  }
  [[nodiscard]] within<Scheme, Preserved> preserve(context_ptr&& inside = nullptr) const {
    return {self(), std::move(inside)};
  }
  [[nodiscard]] within<Scheme, Preserved> preserve(const context_ptr& inside) const { return {self(), inside}; }

  auto sleep(ticks delay) const { return self().yieldable(reactor::current().sleep(delay)); }

  // On a worker thread: the child that came along is current there while f runs.
  template <class Function, class... Arguments>
  static decltype(auto) on_worker(const context_ptr& child, Function f, Arguments... arguments) {
    const within<Scheme, Preserved> in{Scheme(), context_ptr(child)};
    return f(in, std::move(arguments)...);
  }

  template <class Function>
  void add_callback(const deferred& to, Function f) const {
    to.add_callback(std::move(f));
  }
  template <class Function>
  void add_errback(const deferred& to, Function f) const {
    to.add_errback(std::move(f));
  }
  template <class Function>
  void add_both(const deferred& to, Function f) const {
    to.add_both(std::move(f));
  }

 protected:
  const Scheme& self() const { return static_cast<const Scheme&>(*this); }
};

}  // namespace ctxlab
