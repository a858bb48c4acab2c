// What the schemes share that carry the context in the handle itself: `s` is the context, and code has it because
// it was given it. No thread-local is set; what nobody hands on is not seen.
#pragma once

#include <string_view>
#include <utility>

#include "schemes/runtime/context/log.hpp"
#include "schemes/scheme.hpp"

namespace ctxlab {

// The scheme bound to a context, for as long as this object lives, which then finishes the context if it `Finishes`.
template <class Scheme, bool Finishes>
class bound : public Scheme {
 public:
  explicit bound(context_ptr c) noexcept : Scheme(std::move(c)) {}
  bound(const bound&) = delete;
  bound& operator=(const bound&) = delete;
  ~bound() {
    if (Finishes && this->current()) this->current()->finish();
  }
};

template <class Scheme>
class in_handle : public plain_waits, public plain_callbacks {
 public:
  static constexpr std::string_view unsupported(feature asked) {
    return asked == feature::resource_accounting ? "usage is charged to the thread's current context, and it sets none"
                                                 : "";
  }

  // Bound to nothing.
  in_handle() = default;
  explicit in_handle(context_ptr c) noexcept : context_(std::move(c)) {}

  context* current() const { return context_.get(); }
  void log(std::string_view text) const { log_line(text, context_.get()); }

  [[nodiscard]] bound<Scheme, true> enter(context_ptr c) const { return bound<Scheme, true>(std::move(c)); }
  [[nodiscard]] bound<Scheme, true> nested(std::string_view suffix) const {
    return bound<Scheme, true>(context::make_nested(suffix, context_));
  }
  [[nodiscard]] bound<Scheme, false> preserve(context_ptr c = nullptr) const {
    return bound<Scheme, false>(std::move(c));
  }

  // f is given the context of whoever started it.
  template <class Function, class... Arguments>
  deferred background(Function f, Arguments... arguments) const {
    return started(f, self(), std::move(arguments)...);
  }
  // f is given the new context, which is finished when f's deferred has its result.
  template <class Function, class... Arguments>
  deferred request(context_ptr c, Function f, Arguments... arguments) const {
    deferred work = f(Scheme(c), std::move(arguments)...);
    return finishing(std::move(work), std::move(c));
  }

  // On a worker thread f is given the child that came along.
  template <class Function, class... Arguments>
  static decltype(auto) on_worker(const context_ptr& child, Function f, Arguments... arguments) {
    return f(Scheme(child), std::move(arguments)...);
  }

 protected:
  const Scheme& self() const { return static_cast<const Scheme&>(*this); }

 private:
  context_ptr context_;
};

}  // namespace ctxlab
