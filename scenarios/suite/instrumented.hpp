// Wraps a scheme to count a scenario's calls per call site, and to omit one on request.
//
// A call site is a place in the text: a call in a loop counts once, and so does the start of one function as a request
// or in the background, wherever. The wrapper adds nothing that a context could notice: no deferred, no coroutine and
// no switch of its own. A call that is omitted is as if the author had forgotten it: work is then called plainly and
// not in the background, a deferred is used as it is and not made yieldable, and a preserved scope is not opened. What
// then goes wrong says whether the scheme needs the call.
#pragma once

#include <cstdint>
#include <new>
#include <optional>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

#include "schemes/scheme.hpp"

namespace ctxlab::scenarios {

// A line of the source; as a default argument, the caller's. (clang 14 has no std::source_location.)
struct source_line {
  const char* file;
  std::uint32_t line;

  static constexpr source_line here(const char* f = __builtin_FILE(), std::uint32_t l = __builtin_LINE()) {
    return {f, l};
  }
};

// A place in the text: its line, or, for a function that is started there, which function.
struct place {
  enum kind { scope, preserved, yieldable, request, background } what;
  std::uintptr_t where;
  std::string_view file = {};

  place(kind k, const source_line& here) : what(k), where(here.line), file(here.file) {}
  template <class Function>
  place(kind k, const Function& started) : what(k), where(identity(started)) {}

  void be_at(const void* statement) {
    where = reinterpret_cast<std::uintptr_t>(statement);
    file = {};
  }
  // Whether a story could be told without it.
  bool optional() const { return what != scope && what != request; }
  friend bool operator==(const place&, const place&) = default;

 private:
  template <class Function>
  static std::uintptr_t identity(const Function& awaited) {
    if constexpr (std::is_pointer_v<Function>)
      return reinterpret_cast<std::uintptr_t>(awaited);
    else
      return typeid(Function).hash_code();
  }
};

// The calls of one run on this thread.
struct vocabulary {
  std::vector<place> places;        // in the order in which they were reached first
  std::int64_t omitted = -1;        // which of them is left out; none if negative
  std::int64_t coroutines = 0;      // of the story, alive
  const void* statement = nullptr;  // of a program that is a story: stands for the place in the text

  // Counts a call; says whether it is to be left out.
  bool count_call(place here) {
    if (statement) here.be_at(statement);
    std::size_t index = 0;
    while (index != places.size() && places[index] != here) ++index;
    if (index == places.size()) places.push_back(here);
    return here.optional() && static_cast<std::int64_t>(index) == omitted;
  }
};
inline thread_local vocabulary call_sites;

// What a scheme's scope or wait is, if it was not left out.
template <class Made>
class unless_omitted {
 public:
  template <class Make>
  unless_omitted(bool omitted, Make make) : made_(!omitted) {
    if (made_) ::new (static_cast<void*>(&it_)) Made(make());
  }
  unless_omitted(const unless_omitted&) = delete;
  unless_omitted& operator=(const unless_omitted&) = delete;
  ~unless_omitted() {
    if (made_) it_.~Made();
  }
  explicit operator bool() const { return made_; }
  Made& operator*() { return it_; }

 private:
  bool made_;
  union {
    Made it_;
  };
};

// A scheme's own kind of wait, or the raw deferred. Awaited where it stands.
template <class Wait>
class [[nodiscard]] instrumented_wait {
 public:
  template <class Scheme>
  instrumented_wait(const Scheme& s, deferred awaited, bool omitted)
      : raw_(omitted ? awaited : deferred()), wait_(omitted, [&] { return s.yieldable(std::move(awaited)); }) {}

  operator deferred() && {
    if (wait_) return std::move(*wait_);
    return std::move(raw_);
  }

  bool await_ready() {
    if (wait_) return (*wait_).await_ready();
    return link_.emplace(std::move(raw_)).await_ready();
  }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> waiter) noexcept {
    wait_ ? (*wait_).await_suspend(waiter) : link_->await_suspend(waiter);
  }
  result await_resume() { return wait_ ? (*wait_).await_resume() : link_->await_resume(); }
  // The outcome, failed or not. Requires: ready, or resumed.
  result&& take() noexcept { return wait_ ? (*wait_).take() : link_->take(); }

 private:
  deferred raw_;
  unless_omitted<Wait> wait_;
  std::optional<await_link<resumed_plainly>> link_;
};

// Counts a story's coroutines.
template <class Scheme>
class instrumented_promise : public coroutine_promise_base<Scheme> {
 public:
  instrumented_promise() noexcept { ++call_sites.coroutines; }
  instrumented_promise(const instrumented_promise&) = delete;
  instrumented_promise& operator=(const instrumented_promise&) = delete;
  ~instrumented_promise() { --call_sites.coroutines; }
};

template <class Scheme>
class instrumented {
  template <class Inner>
  class inside;
  template <class Function>
  struct instrumented_function;

 public:
  static constexpr std::string_view name = Scheme::name;
  static constexpr std::string_view role = Scheme::role;
  static constexpr std::string_view brief = Scheme::brief;
  static constexpr bool warns = Scheme::warns;
  using bare = Scheme;
  using activation = typename Scheme::activation;

  instrumented() = default;
  explicit instrumented(Scheme s) : scheme_(std::move(s)) {}

  auto current() const { return scheme_.current(); }
  void log(std::string_view text) const { scheme_.log(text); }

  [[nodiscard]] auto enter(context_ptr c, const source_line& here = source_line::here()) const {
    call_sites.count_call({place::scope, here});
    return inside<decltype(scheme_.enter(c))>(*this, false, [&] { return scheme_.enter(std::move(c)); });
  }
  [[nodiscard]] auto nested(std::string_view suffix, const source_line& here = source_line::here()) const {
    call_sites.count_call({place::scope, here});
    return inside<decltype(scheme_.nested(suffix))>(*this, false, [&] { return scheme_.nested(suffix); });
  }
  [[nodiscard]] auto preserve(context_ptr c = nullptr, const source_line& here = source_line::here()) const {
    return inside<decltype(scheme_.preserve(c))>(*this, call_sites.count_call({place::preserved, here}),
                                                 [&] { return scheme_.preserve(std::move(c)); });
  }

  template <class Function, class... Arguments>
  deferred request(context_ptr c, Function f, Arguments... arguments) const {
    call_sites.count_call({place::request, f});
    return scheme_.request(std::move(c), instrumented_function<Function>{std::move(f)}, std::move(arguments)...);
  }
  template <class Function, class... Arguments>
  deferred background(Function f, Arguments... arguments) const {
    if (call_sites.count_call({place::background, f})) return f(*this, std::move(arguments)...);
    return scheme_.background(instrumented_function<Function>{std::move(f)}, std::move(arguments)...);
  }

  auto yieldable(deferred awaited, const source_line& here = source_line::here()) const {
    using Wait = decltype(scheme_.yieldable(std::move(awaited)));
    const bool omitted = call_sites.count_call({place::yieldable, here});
    if constexpr (std::is_base_of_v<deferred, Wait>)
      return omitted ? std::move(awaited) : deferred(scheme_.yieldable(std::move(awaited)));
    else
      return instrumented_wait<Wait>(scheme_, std::move(awaited), omitted);
  }
  auto sleep(ticks delay) const { return scheme_.sleep(delay); }

  template <class Function, class... Arguments>
  static decltype(auto) on_worker(const context_ptr& child, Function f, Arguments... arguments) {
    return Scheme::on_worker(child, instrumented_function<Function>{std::move(f)}, std::move(arguments)...);
  }

  template <class Function>
  void add_callback(const deferred& target, Function f) const {
    scheme_.add_callback(target, std::move(f));
  }
  template <class Function>
  void add_errback(const deferred& target, Function f) const {
    scheme_.add_errback(target, std::move(f));
  }
  template <class Function>
  void add_both(const deferred& target, Function f) const {
    scheme_.add_both(target, std::move(f));
  }

 private:
  [[no_unique_address]] Scheme scheme_;
};

template <class Scheme>
template <class Inner>
class instrumented<Scheme>::inside : private unless_omitted<Inner>, public instrumented<Scheme> {
 public:
  template <class Make>
  inside(const instrumented& outside, bool omitted, Make make)
      : unless_omitted<Inner>(omitted, std::move(make)),
        instrumented(omitted ? outside.scheme_ : static_cast<const Scheme&>(**this)) {}
};

// Gives the function the counted handle again.
template <class Scheme>
template <class Function>
struct instrumented<Scheme>::instrumented_function {
  Function function;

  template <class... Arguments>
  auto operator()(Scheme s, Arguments... arguments) {
    return function(instrumented(std::move(s)), std::move(arguments)...);
  }
};

}  // namespace ctxlab::scenarios

namespace ctxlab {

template <class Scheme>
class coroutine_promise<scenarios::instrumented<Scheme>, void> final : public scenarios::instrumented_promise<Scheme> {
 public:
  auto get_return_object() noexcept {
    return coroutine<scenarios::instrumented<Scheme>, void>::adopt(this->returned());
  }
  void return_void() noexcept {}
};

template <class Scheme, class Value>
class coroutine_promise<scenarios::instrumented<Scheme>, Value> final : public scenarios::instrumented_promise<Scheme> {
 public:
  auto get_return_object() noexcept {
    return coroutine<scenarios::instrumented<Scheme>, Value>::adopt(this->returned());
  }
  void return_value(Value value) noexcept { this->leave(std::move(value)); }
};

}  // namespace ctxlab
