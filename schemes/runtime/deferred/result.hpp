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
// any other in a block of the pool, which results that are `shared` have in common: a counted reference, on one thread
// at a time. Moved from, it holds nothing.
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
      payload_ = bits(boxed<Held>::make(std::forward<Value>(value)));
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

  // The same failure or value.
  [[gnu::always_inline]] result shared() const {
    if (!plain()) [[unlikely]]
      kind_->retain(payload_);
    return copied();
  }

  // Whether a copy of its two words is a copy of it.
  [[gnu::always_inline]] bool plain() const { return !kind_ || !kind_->destroy; }
  // A copy of its two words. Requires: plain(), or a reference is counted for the copy.
  [[gnu::always_inline]] result copied() const { return result(kind_, payload_); }

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
      return boxed<Value>::at(payload_)->value;
    }
  }

 private:
  friend class deferred_state;
  using word = std::uintptr_t;

  struct kind {
    void (*destroy)(word) noexcept;  // gives a reference up
    void (*retain)(word) noexcept;   // counts another one
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
  struct boxed {
    Value value;
    std::uint32_t references;

    template <class From>
    static boxed* make(From&& from) {
      return new (pool::allocate(sizeof(boxed))) boxed{Value(std::forward<From>(from)), 1};
    }
    static boxed* at(word held) { return static_cast<boxed*>(pointer(held)); }
    static void retain(word held) noexcept { ++at(held)->references; }
    static void destroy(word held) noexcept {
      boxed* const dead = at(held);
      if (--dead->references != 0) return;
      dead->~boxed();
      pool::release(dead, sizeof(boxed));
    }
  };
  static void destroy_failure(word held) noexcept;
  static void retain_failure(word held) noexcept { ++static_cast<failure::body*>(pointer(held))->references; }

  template <class Value>
  static constexpr kind make_kind() {
    if constexpr (is_inline<Value>)
      return {nullptr, nullptr, &typeid(Value)};
    else
      return {&boxed<Value>::destroy, &boxed<Value>::retain, &typeid(Value)};
  }
  template <class Value>
  static constexpr kind kind_of = make_kind<Value>();
  static constexpr kind failed_kind{&destroy_failure, &retain_failure, nullptr};

  const kind* kind_ = nullptr;
  word payload_ = 0;
};

}  // namespace ctxlab
