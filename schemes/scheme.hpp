// What a scheme is: one answer to the question how code knows which request it works for.
//
// A scheme is a small value that code hands on as its first argument: `s`. In most schemes it is empty and the
// context is ambient, a thread-local; in others it is the context. Everything that a program does about contexts it
// does through this vocabulary, so that one story can be told in every scheme:
//
//   s.current()            the context that running code is charged to; null for the sentinel
//   s.log(text)            one log line, charged to s.current()
//   s.enter(c)             a new context begins: code gets `in` for `s` until the returned object dies, which
//                          leaves and finishes c, and restores what was current when it was made
//   s.nested(suffix)       the same with a new child of the current context
//   s.preserve(c)          the same with a context, or the sentinel, that this does not finish
//   s.request(c, f, a...)  calls f(s', a...) in the new context c the way the scheme says to; a deferred, which
//                          follows the scheme's rules, or something to be converted to one at once, or dropped
//   s.background(f, a...)  calls f(s', a...) the way the scheme says to when nobody will wait for the result; an
//                          exception at once becomes a failed deferred
//   s.yieldable(d)         d, made to follow the scheme's rules. To be waited for at once, or converted to a
//                          deferred
//   s.sleep(t)             a deferred that follows the rules and completes t later
//   s.add_callback(d, f)   the scheme's way to add a callback; likewise add_errback, add_both
//   S::on_worker(c, f, a...)  calls f(s', a...) on another thread for c, a context that is that thread's alone while
//                          it runs; what defer_to_thread (defer_to_thread.hpp) is made of
//
// What it promises, for code that uses it as its folder's head comment prescribes: a line is charged to the
// context whose scope or request the code that logs it was called in. What happens otherwise is what ctxlab
// measures.
//
// A scheme's `activation` is its part in every coroutine: see coroutine.hpp. It is chosen at compile time, so that
// a scheme pays for nothing but itself. All calls are for the reactor's thread unless the scheme says otherwise.
//
// Metadata, for records and reports: `name`; `role`, the part it plays in the argument ("rules", "alternative",
// "control", ...); `brief`, one sentence; `warns`, whether scopes are checked when they are left.
// Optional: `unsupported(feature)`, why it lacks what not every scheme has; empty where it has it. `rules()`, its rules
// as a discipline (discipline.hpp), by which code can be judged that has not run.
#pragma once

#include <concepts>
#include <string_view>

#include "schemes/runtime/context/scope.hpp"
#include "schemes/runtime/coroutine/coroutine.hpp"
#include "schemes/runtime/deferred/deferred.hpp"
#include "schemes/runtime/reactor/reactor.hpp"

namespace ctxlab {

class discipline;

// What a scheme may lack.
enum class feature {
  wait,                 // a context that follows a wait
  resource_accounting,  // a current context for what is spent to be charged to
  ambient,              // a context for code that is given none
  services,             // service objects that a context is bound to
  threads,              // work on other threads
};

// Why `Scheme` lacks a feature; empty where it has it.
template <class Scheme>
constexpr std::string_view why_unsupported(feature asked) {
  if constexpr (requires { Scheme::unsupported(asked); })
    return Scheme::unsupported(asked);
  else
    return "";
}

// A function as a scheme is given it, for the concept's sake.
template <class Scheme>
using scheme_function = coroutine<Scheme> (*)(Scheme);

template <class Scheme>
concept scheme = std::copyable<Scheme> &&
    requires(Scheme s, context_ptr c, deferred d, scheme_function<Scheme> f, ticks t) {
  { Scheme::name } -> std::convertible_to<std::string_view>;
  { Scheme::role } -> std::convertible_to<std::string_view>;
  { Scheme::brief } -> std::convertible_to<std::string_view>;
  { Scheme::warns } -> std::convertible_to<bool>;
  typename Scheme::activation;
  { s.current() } -> std::convertible_to<const context*>;
  s.log(std::string_view());
  { s.enter(c) } -> std::convertible_to<const Scheme&>;
  { s.nested(std::string_view()) } -> std::convertible_to<const Scheme&>;
  { s.preserve(c) } -> std::convertible_to<const Scheme&>;
  { s.request(c, f) } -> std::convertible_to<deferred>;
  { s.background(f) } -> std::convertible_to<deferred>;
  { s.yieldable(d) } -> std::convertible_to<deferred>;
  { s.sleep(t) } -> std::convertible_to<deferred>;
  s.add_callback(d, [] {});
  s.add_errback(d, [] {});
  s.add_both(d, [] {});
  { Scheme::on_worker(c, f) } -> std::convertible_to<deferred>;
};

// The waits of the schemes in which a deferred needs nothing to be waited for.
struct plain_waits {
  const deferred& yieldable(const deferred& d) const { return d; }
  deferred yieldable(deferred&& d) const { return std::move(d); }
  deferred sleep(ticks delay) const { return reactor::current().sleep(delay); }
};

// The callbacks of the schemes in which one runs in whatever is current when its turn comes.
struct plain_callbacks {
  template <class Function>
  void add_callback(const deferred& target, Function f) const {
    target.add_callback(std::move(f));
  }
  template <class Function>
  void add_errback(const deferred& target, Function f) const {
    target.add_errback(std::move(f));
  }
  template <class Function>
  void add_both(const deferred& target, Function f) const {
    target.add_both(std::move(f));
  }
};

// "with c: await f(s', a...)", as a coroutine.
template <class Scheme, class Function, class... Arguments>
coroutine<Scheme> entered_and_awaited(Scheme s, context_ptr c, Function f, Arguments... arguments) {
  const auto inside = s.enter(std::move(c));
  co_await f(inside, std::move(arguments)...);
}

// `work`, which finishes the context when it has its result.
inline deferred finishing(deferred work, context_ptr c) {
  work.add_finally([finished = std::move(c)]() noexcept { finished->finish(); });
  return work;
}

template <class... Types>
struct type_list {
  // Calls visit.template operator()<T>() for each type, in order.
  template <class Visit>
  static constexpr void for_each(Visit&& visit) {
    (visit.template operator()<Types>(), ...);
  }
  static constexpr std::size_t size = sizeof...(Types);
};

// Calls f(a...), and makes a deferred of whatever comes: nothing becomes a completed one, an exception a failed one.
template <class Function, class... Arguments>
deferred started(Function&& f, Arguments&&... arguments) {
  try {
    using Returned = std::invoke_result_t<Function, Arguments...>;
    if constexpr (std::is_convertible_v<Returned, deferred>) {
      return deferred(std::forward<Function>(f)(std::forward<Arguments>(arguments)...));
    } else {
      std::forward<Function>(f)(std::forward<Arguments>(arguments)...);
      return deferred::succeed();
    }
  } catch (...) {
    return deferred::fail_with(failure::current());
  }
}

}  // namespace ctxlab
