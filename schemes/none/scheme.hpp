// The control: no context at all.
//
// Nothing is current, nothing is saved, nothing is restored; every line belongs to nobody. It is what the other
// schemes' costs are measured against, and what a program gets that does nothing.
#pragma once

#include "schemes/runtime/context/log.hpp"
#include "schemes/scheme.hpp"

namespace ctxlab {

class none : public plain_waits, public plain_callbacks {
 public:
  static constexpr std::string_view name = "none";
  static constexpr std::string_view role = "control";
  static constexpr std::string_view brief = "The control: carries no context, so that what the others add can be seen.";
  static constexpr bool warns = false;
  using activation = idle_activation;

  context* current() const { return nullptr; }
  void log(std::string_view text) const { log_line(text, nullptr); }

  // There is nothing to enter; the object is the scheme itself.
  [[nodiscard]] none enter(const context_ptr&) const { return *this; }
  [[nodiscard]] none nested(std::string_view) const { return *this; }
  [[nodiscard]] none preserve(const context_ptr& = nullptr) const { return *this; }

  template <class Function, class... Arguments>
  deferred background(Function f, Arguments... arguments) const {
    return started(f, *this, std::move(arguments)...);
  }
  template <class Function, class... Arguments>
  deferred request(const context_ptr&, Function f, Arguments... arguments) const {
    return f(*this, std::move(arguments)...);
  }

  template <class Function, class... Arguments>
  static decltype(auto) on_worker(const context_ptr&, Function f, Arguments... arguments) {
    return f(none(), std::move(arguments)...);
  }
};

}  // namespace ctxlab
