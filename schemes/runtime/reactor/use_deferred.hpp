// Asio's operations as deferreds: a completion token.
#pragma once

#include <asio/async_result.hpp>
#include <asio/cancellation_signal.hpp>
#include <system_error>
#include <tuple>
#include <type_traits>

#include "schemes/runtime/deferred/with_source.hpp"
#include "schemes/runtime/reactor/asio_reactor.hpp"

namespace ctxlab {

// With it, any operation of asio's gives a deferred that follows no rules: socket.async_read_some(into,
// use_deferred(home)).
//
// It fires in a turn of `home`'s, on whatever context the operation ran, with nothing, a value or, of several, a tuple
// of them; it fails with the std::system_error of an error code, or with the exception of an exception_ptr, if that is
// what comes first. Cancelling it cancels the operation (terminally), as far as that can be; its late completion is
// dropped. Requires: on the reactor's thread; what the operation works on lives until it has completed, cancelled or
// not.
class use_deferred {
 public:
  explicit use_deferred(asio_reactor& home) : home_(&home) {}
  asio_reactor& home() const { return *home_; }

 private:
  asio_reactor* home_;
};

namespace internal {

// What cancels the operation; in the block of its deferred.
struct operation : source {
  asio::cancellation_signal signal;

  operation() : source{&ops} {}

  static void cancel(source* self, deferred_state&) {
    static_cast<operation*>(self)->signal.emit(asio::cancellation_type::terminal);
  }
  static void trace(const source*, const deferred_state&, tracer&) {}
  static void destroy(source* self) noexcept { static_cast<operation*>(self)->~operation(); }
  static constexpr source_ops ops{&cancel, nullptr, &trace, &destroy, false};
};

// Nothing, one value, or several, as a tuple.
template <class... Values>
result as_result(Values&&... values) {
  if constexpr (sizeof...(Values) > 1)
    return result(std::tuple<std::decay_t<Values>...>(std::forward<Values>(values)...));
  else
    return result(std::forward<Values>(values)...);
}
inline result outcome_of_operation() { return {}; }
template <class First, class... More>
result outcome_of_operation(First&& first, More&&... more) {
  using Kind = std::decay_t<First>;
  if constexpr (std::is_same_v<Kind, std::error_code>)
    return first ? result(failure(std::make_exception_ptr(std::system_error(first))))
                 : as_result(std::forward<More>(more)...);
  else if constexpr (std::is_same_v<Kind, std::exception_ptr>)
    return first ? result(failure(first)) : as_result(std::forward<More>(more)...);
  else
    return as_result(std::forward<First>(first), std::forward<More>(more)...);
}

// Holds the deferred while the operation runs.
class completes {
 public:
  using executor_type = asio::io_context::executor_type;
  using cancellation_slot_type = asio::cancellation_slot;

  completes(asio_reactor& home, deferred_state* counted) : home_(&home), waiting_(deferred::adopt(counted)) {}

  executor_type get_executor() const noexcept { return home_->context().get_executor(); }
  cancellation_slot_type get_cancellation_slot() const noexcept {
    return static_cast<operation*>(waiting_.state()->get_source())->signal.slot();
  }
  template <class... Values>
  void operator()(Values&&... values) {
    home_->complete(
        [waiting = std::move(waiting_), outcome = outcome_of_operation(std::forward<Values>(values)...)]() mutable {
          if (!waiting.fired()) std::move(waiting).fire(std::move(outcome));
        });
  }

 private:
  asio_reactor* home_;
  deferred waiting_;
};

}  // namespace internal
}  // namespace ctxlab

template <class Returned, class... Values>
class asio::async_result<ctxlab::use_deferred, Returned(Values...)> {
 public:
  using return_type = ctxlab::deferred;

  template <class Initiation, class... Arguments>
  static return_type initiate(Initiation&& initiation, ctxlab::use_deferred token, Arguments&&... arguments) {
    using namespace ctxlab;
    deferred_state* const state = make_with_source<internal::operation>();
    const deferred it(state);
    std::forward<Initiation>(initiation)(internal::completes(token.home(), state),
                                         std::forward<Arguments>(arguments)...);
    return it;
  }
};
