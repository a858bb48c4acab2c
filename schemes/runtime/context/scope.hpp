// Scopes: what makes a context current for as long as it lives.
#pragma once

#include "schemes/runtime/context/switch.hpp"

namespace ctxlab {

// The thread on which an object was made.
class owner_thread {
 public:
  bool is_current() const { return variable_ == own_variable(); }

 private:
  // Each thread's own. clang takes the address of a thread-local for a constant, and so would compare it with itself,
  // though an object in a coroutine lives on over a suspension from which the coroutine goes on on another thread
  // (llvm/llvm-project#47179): it must not see what is asked for. g++ has cut the coroutine up by then.
  [[gnu::always_inline]] static const void* own_variable() noexcept {
    const void* address = &current_context_;
#ifdef __clang__
    asm volatile("" : "+r"(address));
#endif
    return address;
  }

  const void* variable_ = own_variable();
};

// Tells this thread's probe `crossed` or, if there is none, standard error.
[[gnu::noinline]] void scope_crossed(const context* inside) noexcept;

// Makes a context current for the life of the scope, and restores then what was current when it was made,
// whatever happens; a probe is told `lost` or `found` if another hand changed it meanwhile. A scope that `Finishes`
// is the whole life of its context, which is finished when the scope has been left.
// Requires: the scope dies on its owner thread, the one on which it was made. Where it dies elsewhere, that thread's
// probe is told `crossed`, nothing else happens there, and what the scope holds is never released, since it is counted
// on its own thread; which stays in the context. Never throws or allocates.
template <bool Finishes>
class basic_scope {
 public:
  // How often it counts its context: for being current, and to be there when it is compared with what was found.
  static constexpr std::uint32_t references = 2;

  [[gnu::always_inline]] explicit basic_scope(context_ptr&& inside) noexcept : inside_(inside.release()) {
    if (inside_) inside_->retain(references - 1);
    before_ = switch_counted(inside_);
  }
  [[gnu::always_inline]] explicit basic_scope(const context_ptr& inside) noexcept : inside_(inside.get()) {
    if (inside_) inside_->retain(references);
    before_ = switch_counted(inside_);
  }
  // Takes over a context that has been counted as often.
  [[gnu::always_inline]] explicit basic_scope(context* counted) noexcept
      : inside_(counted), before_(switch_counted(counted)) {}
  basic_scope(const basic_scope&) = delete;
  basic_scope& operator=(const basic_scope&) = delete;
  [[gnu::always_inline]] ~basic_scope() {
    if (!inside_ || current_context_ != inside_) [[unlikely]]
      leave_otherwise(inside_, before_, owner_);
    else
      leave(inside_, before_);
  }

  // What the end of a scope is, for code that keeps what belongs to one without the object.
  [[gnu::always_inline]] static void leave(context* inside, context* before) noexcept {
    context* const found = switch_counted(before);
    if constexpr (Finishes) inside->finish();
    if (found != inside) [[unlikely]] {
      report(inside, found);
    } else if (inside) {
      inside->release(references);
    }
  }

 private:
  // On the owner thread with another context than expected, or on another thread: nowhere else is `inside` current.
  [[gnu::noinline]] static void leave_otherwise(context* inside, context* before, owner_thread owner) noexcept {
    if (owner.is_current())
      leave(inside, before);
    else
      scope_crossed(inside);
  }
  [[gnu::noinline]] static void report(context* expected, context* found) noexcept {
    warn(found ? warning::found : warning::lost, expected, found);
    if (found) found->release();
    if (expected) expected->release();
  }
  context* inside_;  // counted, besides its being current
  context* before_;  // counted
  owner_thread owner_;
};

using entered_scope = basic_scope<true>;  // requires a context, not the sentinel
using preserved_scope = basic_scope<false>;

}  // namespace ctxlab
