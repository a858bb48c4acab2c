// Work on other threads, under a scheme's rules.
#pragma once

#include "schemes/runtime/threads/hand_off.hpp"
#include "schemes/scheme.hpp"

namespace ctxlab {

// Calls f(s', a...) on `worker`, in a child of the calling context, under which its log lines go and to whose ancestors
// its CPU time is charged; from no context it works too, and the figures are lost (see hand_off). The result, or the
// failure, comes back on the home reactor's thread, under the rules of the scheme, like that of `s.yieldable`.
// f must not wait, and neither f nor its arguments may hold anything that is counted at home: contexts, deferreds,
// the handle `s` of a scheme that carries its context.
template <scheme Scheme, class Function, class... Arguments>
auto defer_to_thread(const Scheme& s, asio_reactor& home, executor& worker, Function f, Arguments... arguments) {
  return s.yieldable(hand_off(home, worker, context_ptr(s.current()), [f, arguments...](const context_ptr& child) {
    using Returned = decltype(Scheme::on_worker(child, f, arguments...));
    if constexpr (std::is_void_v<Returned>) {
      Scheme::on_worker(child, f, arguments...);
      return result();
    } else if constexpr (std::is_same_v<Returned, result>) {
      return Scheme::on_worker(child, f, arguments...);
    } else {
      return result(Scheme::on_worker(child, f, arguments...));
    }
  }));
}

}  // namespace ctxlab
