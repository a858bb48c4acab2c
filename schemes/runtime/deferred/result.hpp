// What a deferred comes to: a value of any type, nothing, or a failure.
#pragma once

#include <cstdint>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "schemes/runtime/context/switch.hpp"
#include "schemes/runtime/memory/pool.hpp"

namespace ctxlab {

// An error that remembers the context in which it was raised: the thread's current one, or the one that whoever raises
// it names. The context lives as long as the error.
class remembering_error : public std::runtime_error {
 public:
  explicit remembering_error(const std::string& reason, context_ptr raised_in = context_ptr(current_context()))
      : std::runtime_error(reason), raised_in_(std::move(raised_in)) {}
  const context_ptr& raised_in() const { return raised_in_; }

 private:
  context_ptr raised_in_;
};
// Thrown by whatever waits for a deferred that has been cancelled.
struct cancelled_error : remembering_error {
  explicit cancelled_error(context_ptr cancelled_in = context_ptr(current_context()))
      : remembering_error("cancelled", std::move(cancelled_in)) {}
};
// Thrown where a failure was made from a reason, not from an exception.
struct failed_error : remembering_error {
  using remembering_error::remembering_error;
};
// Thrown by `result::value` for a value of another type.
struct bad_result_access : std::logic_error {
  using std::logic_error::logic_error;
};

// Why something failed: an exception, or only its reason, in which case no exception is made until somebody
// asks for it to be thrown. A counted reference; copies share one body, on one thread at a time.
//
// It remembers the context in which it was raised: that of a remembering_error or, where it was made from a reason,
// what was current then. An exception of another type says nothing of that: what was current where it was caught is
// kept, and the scopes that it went through have been left by then.
class failure {
 public:
  explicit failure(std::string reason);
  explicit failure(std::exception_ptr error);
  // The failure of everything that is cancelled.
  static failure cancelled();
  // The exception being handled.
  static failure current() { return failure(std::current_exception()); }

  failure(const failure& other) : body_(other.body_) { ++body_->references; }
  failure& operator=(failure other) noexcept {
    std::swap(body_, other.body_);
    return *this;
  }
  ~failure() {
    if (--body_->references == 0) destroy(body_);
  }

  std::string reason() const;
  bool is_cancellation() const { return learn().cancellation; }
  const context_ptr& raised_in() const { return learn().raised_in; }
  // Throws the exception; failed_error or cancelled_error where there was none.
  [[noreturn]] void raise() const;

 private:
  friend class result;
  struct body {
    explicit body(std::string&& why) noexcept;
    explicit body(std::exception_ptr&& caught) noexcept;
    ~body();

    struct thrown {
      std::exception_ptr error;
      const char* what;  // the error's own
    };
    std::uint32_t references = 1;
    bool made_of_exception = false;
    bool learnt = true;  // all but these two; an exception is asked once, when somebody asks
    bool cancellation = false;
    union {
      std::string reason;
      thrown exception;
    };
    context_ptr raised_in;
  };
  explicit failure(body* counted) : body_(counted) {}
  const body& learn() const;
  static void destroy(body* dead) noexcept;

  body* body_;
};

class result;

// What a result can hold: anything but a result and a failure.
template <class Value>
concept plain_value =
    !std::is_same_v<std::remove_cvref_t<Value>, result> && !std::is_same_v<std::remove_cvref_t<Value>, failure>;

// A value, nothing, or a failure. Two words; a trivially copyable value of at most eight bytes is held inside,
// any other in a block of the pool. Moved from, it holds nothing.
class result {
 public:
  result() = default;
  result(const failure& why) : kind_(&failed_kind), payload_(bits(why.body_)) { ++why.body_->references; }

  template <plain_value Value>
  explicit result(Value&& value) {
    using Held = std::decay_t<Value>;
    if constexpr (is_inline<Held>) {
      const Held held = value;
      std::memcpy(&payload_, &held, sizeof held);
    } else {
      payload_ = bits(new (pool::allocate(sizeof(Held))) Held(std::forward<Value>(value)));
    }
    kind_ = &kind_of<Held>;
  }

  result(result&& other) noexcept : kind_(std::exchange(other.kind_, nullptr)), payload_(other.payload_) {}
  result& operator=(result&& other) noexcept {
    const kind* const old_kind = kind_;
    const word old_payload = payload_;
    kind_ = std::exchange(other.kind_, nullptr);
    payload_ = other.payload_;
    if (old_kind && old_kind->destroy) old_kind->destroy(old_payload);
    return *this;
  }
  ~result() {
    if (kind_ && kind_->destroy) kind_->destroy(payload_);
  }

  // Its failure, or its value where that is held inside; nothing of a value in a block of its own.
  result shared() const {
    if (plain()) return copied();
    return failed() ? result(error()) : result();
  }

  // Whether a copy of its two words is a copy of it.
  [[gnu::always_inline]] bool plain() const { return !kind_ || !kind_->destroy; }
  // A copy of its two words. Requires: plain().
  [[gnu::always_inline]] result copied() const { return result(kind_, payload_); }

  // What `shared` gives or, where that is nothing, the value itself, which this then no longer holds.
  [[gnu::always_inline]] result shared_or_moved() {
    if (plain()) [[likely]]
      return copied();
    return failed() ? shared() : std::move(*this);
  }
  // Holds nothing from now on.
  [[gnu::always_inline]] void clear() {
    if (!plain()) [[unlikely]]
      kind_->destroy(payload_);
    kind_ = nullptr;
  }

  bool failed() const { return kind_ == &failed_kind; }
  bool empty() const { return kind_ == nullptr; }

  // Requires: failed().
  failure error() const {
    auto* const body = static_cast<failure::body*>(pointer(payload_));
    ++body->references;
    return failure(body);
  }
  [[gnu::always_inline]] void raise_if_failed() const {
    if (!plain()) [[unlikely]]
      if (failed()) raise();
  }
  // Throws the failure. Requires: failed().
  [[noreturn]] void raise() const;

  // The value. Throws the failure if it is one, bad_result_access if it is of another type.
  template <class Value>
  [[gnu::always_inline]] Value value() const {
    if (kind_ != &kind_of<Value>) [[unlikely]] {
      raise_if_failed();  // a kind is one object only within a library
      if (!kind_ || !kind_->type || *kind_->type != typeid(Value)) wrong_type(typeid(Value));
    }
    if constexpr (is_inline<Value>) {
      Value held;
      std::memcpy(&held, &payload_, sizeof held);
      return held;
    } else {
      return *static_cast<Value*>(pointer(payload_));
    }
  }

 private:
  friend class deferred_state;
  using word = std::uintptr_t;

  struct kind {
    void (*destroy)(word) noexcept;
    const std::type_info* type;
  };
  result(const kind* kind_held, word held) noexcept : kind_(kind_held), payload_(held) {}

  template <class Value>
  static constexpr bool is_inline = sizeof(Value) <= sizeof(word) &&
                                    (std::is_trivially_copyable_v<Value>)&&std::is_default_constructible_v<Value>;

  static void* pointer(word held) { return reinterpret_cast<void*>(held); }
  static word bits(void* target) { return reinterpret_cast<word>(target); }
  [[noreturn]] void wrong_type(const std::type_info& wanted) const;

  template <class Value>
  static void destroy_boxed(word held) noexcept {
    auto* const value = static_cast<Value*>(pointer(held));
    value->~Value();
    pool::release(value, sizeof(Value));
  }
  static void destroy_failure(word held) noexcept;

  template <class Value>
  static constexpr kind kind_of{is_inline<Value> ? nullptr : &destroy_boxed<Value>, &typeid(Value)};
  static constexpr kind failed_kind{&destroy_failure, nullptr};

  const kind* kind_ = nullptr;
  word payload_ = 0;
};

}  // namespace ctxlab
