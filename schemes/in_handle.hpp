// What the schemes share that carry the context in the handle itself: `s` is the context, and code has it because
// it was given it. No thread-local is set; what nobody hands on is not seen.
#pragma once

#include <string_view>
#include <utility>

#include "schemes/runtime/context/log.hpp"
#include "schemes/scheme.hpp"

namespace ctxlab {

// The scheme bound to a context for as long as this lives, which then finishes the context if it `Finishes` it.
template <class Scheme, bool Finishes>
class bound : public Scheme {
 public:
  explicit bound(context_ptr inside) noexcept : Scheme(std::move(inside)) {}
  bound(const bound&) = delete;
  bound& operator=(const bound&) = delete;
  ~bound() {
    if (Finishes && this->current()) this->current()->finish();
  }
};

template <class Scheme>
class carried : public yields_as_it_is {
 public:
  static constexpr std::string_view cannot(std::string_view what) {
    return what == "accounting" ? "usage is charged to the thread's current context, and it sets none" : "";
  }

  // Bound to nothing.
  carried() = default;
  explicit carried(context_ptr here) noexcept : here_(std::move(here)) {}

  context* current() const { return here_.get(); }
  void log(std::string_view text) const { log_line(text, here_.get()); }

  [[nodiscard]] bound<Scheme, true> enter(context_ptr inside) const { return bound<Scheme, true>(std::move(inside)); }
  [[nodiscard]] bound<Scheme, true> nested(std::string_view suffix) const {
    return bound<Scheme, true>(context::make_nested(suffix, here_));
  }
  [[nodiscard]] bound<Scheme, false> preserve(context_ptr inside = nullptr) const {
    return bound<Scheme, false>(std::move(inside));
  }

  deferred sleep(ticks delay) const { return reactor::current().sleep(delay); }

  template <class Function, class... Arguments>
  deferred background(Function f, Arguments... arguments) const {
    return started(f, self(), std::move(arguments)...);
  }
  // The context is finished when the deferred fires.
  template <class Function, class... Arguments>
  deferred request(context_ptr inside, Function f, Arguments... arguments) const {
    deferred it = f(Scheme(inside), std::move(arguments)...);
    return finishing(std::move(it), std::move(inside));
  }

  // On a worker thread: f is given the child that came along.
  template <class Function, class... Arguments>
  static decltype(auto) on_worker(const context_ptr& child, Function f, Arguments... arguments) {
    return f(Scheme(child), std::move(arguments)...);
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

 private:
  context_ptr here_;
};

}  // namespace ctxlab
