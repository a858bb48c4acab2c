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
  [[gnu::always_inline]] ~within() = default;

 private:
  Scope scope_;
};

// What these schemes have in common: how a context is entered and left, logged against, and shown to a worker.
template <class Scheme, class Entered = entered_scope, class Preserved = preserved_scope>
class ambient : public plain_callbacks {
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

  // On a worker thread the child that came along is current while f runs.
  template <class Function, class... Arguments>
  static decltype(auto) on_worker(const context_ptr& child, Function f, Arguments... arguments) {
    const within<Scheme, Preserved> inside{Scheme(), context_ptr(child)};
    return f(inside, std::move(arguments)...);
  }

 protected:
  const Scheme& self() const { return static_cast<const Scheme&>(*this); }
};

}  // namespace ctxlab
