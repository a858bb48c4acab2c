// The current context of a thread: how it changes, and who is told.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "schemes/runtime/context/context.hpp"

namespace ctxlab {

// Sees every change of the thread's current context, as it happens. It must not change it. At most one is
// installed on a thread; one that wants company passes the news on.
class switch_observer {
 public:
  virtual void switched(context* before, context* after) noexcept = 0;

 protected:
  ~switch_observer() = default;
};

// The rules that a context can be seen to break.
enum class warning {
  lost,              // a scope was left: its context was expected, and the sentinel was found
  found,             // a scope was left, and another context than its own was found
  restart_finished,  // a finished context was made current
  not_maintained,    // a function returned a complete deferred, but changed the context
  figures_lost,      // work was sent to a thread from no context: nobody is charged for it
  crossed,           // a scope died on another thread than the one on which it was made
};
std::string_view name_of(warning kind);

// Is told of every warning, with the context that was expected (for restart_finished: the one restarted; for
// not_maintained: null) and the one that was found.
class probe {
 public:
  virtual void warned(warning kind, const context* expected, const context* found) noexcept = 0;

 protected:
  ~probe() = default;
};

CTXLAB_THREAD_LOCAL context* current_context_ = nullptr;  // counted
CTXLAB_THREAD_LOCAL switch_observer* on_switch_ = nullptr;
CTXLAB_THREAD_LOCAL probe* probe_ = nullptr;

// The calling thread's context, the null pointer for the sentinel.
inline context* current_context() { return current_context_; }

// Install an observer (null for none) on this thread; give back the one before.
inline switch_observer* observe_switches(switch_observer* next) { return std::exchange(on_switch_, next); }
inline probe* install_probe(probe* next) { return std::exchange(probe_, next); }

void warn(warning kind, const context* expected, const context* found) noexcept;

[[gnu::noinline]] void tell_observer(context* before, context* after) noexcept;

// Makes `next` current, and gives back what was; both counted. A switch to the current context is none.
[[gnu::always_inline]] inline context* exchange_counted(context* next) noexcept {
  context* const before = std::exchange(current_context_, next);
  if (on_switch_) [[unlikely]]
    tell_observer(before, next);
  return before;
}
inline context_ptr exchange_context(context_ptr&& next) noexcept {
  return context_ptr::adopt(exchange_counted(next.release()));
}

// As exchange_counted, and warns restart_finished of a context that ought to be over.
[[gnu::always_inline]] inline context* switch_counted(context* next) noexcept {
  if (next && next->finished()) [[unlikely]]
    if (next != current_context_) warn(warning::restart_finished, next, nullptr);
  return exchange_counted(next);
}
inline context_ptr switch_context(context_ptr&& next) noexcept {
  return context_ptr::adopt(switch_counted(next.release()));
}

// The fast forms, for the waits of schemes.

// Clears the current context into `kept`, counted: exchange_counted(nullptr), with nothing kept in a register
// meanwhile.
[[gnu::always_inline]] inline void clear_current_into(context*& kept) noexcept {
  kept = std::exchange(current_context_, nullptr);
  if (on_switch_) [[unlikely]]
    tell_observer(kept, nullptr);
}

// Whether switching to `next` is nothing but setting the variable: from the sentinel to a context that is not finished,
// or to any if nobody would hear of it. Requires: not the sentinel.
[[gnu::always_inline]] inline bool switch_is_plain(const context* next) noexcept {
  return !(std::uintptr_t(on_switch_) | std::uintptr_t(current_context_)) && (!next->finished() || !probe_);
}
// That switch; `next` is counted. Requires: switch_is_plain(next).
[[gnu::always_inline]] inline void switch_plainly(context* next) noexcept { current_context_ = next; }
// Clears the context again that switch_plainly made current, and says so; does nothing and says false where that would
// not be setting the variable: the current context is another, or an observer has come.
[[gnu::always_inline]] inline bool clear_plainly(const context* entered) noexcept {
  if (on_switch_ || current_context_ != entered) [[unlikely]]
    return false;
  current_context_ = nullptr;
  return true;
}

}  // namespace ctxlab
