// Part of deferred.hpp: what the asynchronous machinery is made of. Users of deferreds need none of it.
#pragma once

#include <cstdint>
#include <utility>

#include "schemes/runtime/deferred/result.hpp"

namespace ctxlab {

class coroutine_base;
class deferred_state;
class tracer;

struct callback;

enum side : std::uint8_t { no_side = 0, on_success = 1, on_failure = 2, on_both = 3 };

struct callback_ops {
  // Takes the result of `owner`, leaves there what the callback returned, and disposes of itself. Says whether it left
  // something: if not, what it was fed is gone when it has returned.
  bool (*run)(callback*, deferred_state& owner);
  // Fast form of `run` when nobody else can see `owner`: may move the result out; must not leave a different one. Null:
  // it has to be `run`.
  void (*run_as_sole_owner)(callback*, deferred_state& owner) noexcept;
  // Disposes of itself unrun: passed over, or the deferred has died (`orphaned`).
  void (*drop)(callback*, deferred_state* owner, bool orphaned) noexcept;
  // Shows the tracer what would run or be fed.
  void (*trace)(const callback*, tracer&);
  side runs;    // on which results it runs; the link of a paused chain is handed its result in another way
  side visits;  // on which results it is enclosed (see source_ops), though it may not run
  // Whether it is the link of `waiter`, which waits as if on a deferred of its own that is chained to this one, and has
  // been spared. Null: no link of that kind.
  bool (*stands_apart_for)(const callback*, const coroutine_base& waiter) = nullptr;
};

// A link in a deferred's chain of callbacks.
struct callback {
  callback* next;
  const callback_ops* ops;
};

struct source;

struct source_ops {
  // Somebody cancels `target`, which has not fired.
  void (*cancel)(source*, deferred_state& target);
  // Runs `body(argument)`, one callback of its deferred, in what this source encloses callbacks with. May be null.
  void (*enclose)(source*, void (*body)(void*), void* argument);
  // Shows the tracer the cancel_link references.
  void (*trace)(const source*, const deferred_state& target, tracer&);
  // The deferred dies. May be null.
  void (*destroy)(source*) noexcept;
  // The source alone decides what cancelling means, also once the deferred has fired.
  bool always_decides;
};

// What a deferred comes from: who fires it, and could be asked not to.
struct source {
  const source_ops* ops;
};

class deferred_state {
 public:
  // A state at the head of a block of `bytes`, with or without room for a first callback behind it; the whole
  // block is released with the last reference.
  deferred_state(std::size_t bytes, bool has_slot) noexcept
      : flags_(has_slot ? slot_free : 0), granules_(static_cast<std::uint16_t>(pool::granules(bytes))) {
    ++alive_;
  }
  deferred_state(const deferred_state&) = delete;
  deferred_state& operator=(const deferred_state&) = delete;

  void retain(std::uint32_t times = 1) noexcept { references_ += times; }
  [[gnu::always_inline]] void release() noexcept {
    if (--references_ == 0) destroy();
  }
  std::uint32_t references() const { return references_; }

  bool fired() const { return flags_ & fired_flag; }
  bool complete() const { return (flags_ & (fired_flag | paused)) == fired_flag; }
  // Whether one who waits has nothing to wait for; if so, all has been done that a callback added now would do
  // besides running.
  [[gnu::always_inline]] bool ready_for_wait() {
    if (!fired()) return false;
    const bool ordinary = (flags_ & (running | paused | enclosed_flag)) == 0 && !last_;
    return ordinary || settle_for_wait();
  }
  // Whether a callback added now would run at once, and alone.
  bool settled() const { return runnable() && !last_; }

  void fire() {
    if (fired()) [[unlikely]]
      return fire_again();
    flags_ |= fired_flag;
    if (last_) [[likely]]
      run_callbacks();
  }
  void fire(result outcome) {
    if (fired()) [[unlikely]]
      return fire_again();
    leave(std::move(outcome));
    flags_ |= fired_flag;
    if (last_) [[likely]]
      run_callbacks();
  }
  // Fires, and gives up a counted reference: where that was the only one, nothing of the deferred has to be kept for
  // later. Throws already_fired as `fire` does.
  void fire_and_release(result&& outcome) {
    if (fired()) [[unlikely]]
      return fire_again_and_release();
    leave(std::move(outcome));
    flags_ |= fired_flag;
    run_and_release(this);
  }
  // Fires from within a callback of another deferred: the loop that runs that callback runs ours next, so that
  // long chains need no recursion. Throws already_fired as `fire` does.
  void fire_in_turn(result outcome);
  // Counts as fired, with the outcome that it holds already, and runs nothing yet; says whether there is
  // anything to run. Requires: !fired().
  bool settle() noexcept {
    flags_ |= fired_flag;
    return last_ != nullptr;
  }
  // What it will fire with. Requires: !fired(), and nothing has been left before.
  [[gnu::always_inline]] void leave(result&& outcome) noexcept { new (&result_) result(std::move(outcome)); }
  void cancel();

  // Adds a callback; it runs at once if the state is settled.
  void append(callback* last) {
    link(last);
    if (runnable()) run_callbacks();
  }
  bool has_callbacks() const { return last_ != nullptr; }
  // Requires: there are some, and they can run.
  void run_callbacks() noexcept;
  // Runs the callbacks of `fired`, if there are any, and gives up a counted reference to it.
  static void run_and_release(deferred_state* fired) noexcept;
  // Whether a callback would run that is added now, or has been added.
  bool runnable() const { return (flags_ & (fired_flag | running | paused)) == fired_flag; }

  // Links a callback in, or out again if it is still there, without running anything.
  void link(callback* last) noexcept {
    if (last_) [[unlikely]] {
      last->next = last_->next;
      last_->next = last;
    } else {
      last->next = last;
    }
    last_ = last;
  }
  void unlink(const callback* link) noexcept;
  // Puts another in the place of one that is there.
  void replace(callback* link, callback* by) noexcept;
  callback* detach_all() noexcept { return std::exchange(last_, nullptr); }
  void attach_all(callback* detached) noexcept;
  // For when nobody can fire it any more: drops its callbacks unrun. Requires: it is held meanwhile.
  void drop_callbacks() noexcept;

  // What the running callback is fed; it stays to be seen until the callback returns (see chain).
  [[gnu::always_inline]] result fed() const { return result_.shared(); }

  result& outcome() { return result_; }
  const result& outcome() const { return result_; }
  // The deferred that this one is paused on, or null.
  deferred_state* paused_on() const {
    return (flags_ & paused) && result_.kind_ ? reinterpret_cast<deferred_state*>(result_.payload_) : nullptr;
  }

  void set_source(source* next) { source_ = next; }
  source* get_source() const { return source_; }
  bool enclosed() const { return flags_ & enclosed_flag; }
  void set_enclosed() { flags_ |= enclosed_flag; }
  // Runs an empty callback, for what its enclosure does.
  void visit();

  template <class Visit>
  void each_callback(Visit visit) const {
    if (!last_) return;
    const callback* link = last_;
    do {
      link = link->next;
      visit(link);
    } while (link != last_);
  }

  // A block of the pool or, where that is an allocation from the system, room for a first callback in our own.
  void* allocate_callback(std::size_t bytes) {
    if (slot_bytes && (flags_ & slot_free) && bytes <= slot_bytes) {
      unset(slot_free);
      return this + 1;
    }
    return pool::allocate(bytes);
  }
  void release_callback(void* memory, std::size_t bytes) noexcept {
    if (slot_bytes && memory == this + 1)
      flags_ |= slot_free;
    else
      pool::release(memory, bytes);
  }

  // What a callback returns that returns a deferred; takes over the counted reference.
  static result paused_result(deferred_state* counted);

  static constexpr std::size_t slot_bytes = pool::pooled ? 0 : 32;
  static std::int64_t alive() { return alive_; }
  std::size_t block_bytes() const { return granules_ * pool::granule; }

  // Whether this is the deferred of a coroutine that is registered with a collector.
  bool collected() const { return flags_ & collected_flag; }
  void set_collected() { flags_ |= collected_flag; }
  // Whether this is the deferred of a coroutine that fires another one in its place.
  bool replaced() const { return flags_ & replaced_flag; }
  void set_replaced() { flags_ |= replaced_flag; }
  // Whether this is the deferred of a coroutine of which neither is true, and has not been fired by another.
  bool is_ordinary() const { return (flags_ & (fired_flag | collected_flag | replaced_flag)) == 0; }

 private:
  friend struct continuation;

  enum : std::uint16_t {
    fired_flag = 1,
    running = 2,            // a callback of it is being run
    paused = 4,             // its chain waits for the deferred that a callback returned
    stacked = 8,            // it is on the stack of a run_callbacks
    ignores_one_fire = 16,  // cancelled without a source: one late result is expected
    enclosed_flag = 32,     // the source encloses its callbacks
    slot_free = 64,
    left_nothing = 128,  // what the running callback, which others have to wait for, will turn out to have left
    collected_flag = 256,
    replaced_flag = 512,
  };

  side have() const { return result_.failed() ? on_failure : on_success; }
  // Whether `only` is the one callback, with nothing around it.
  bool is_alone(const callback* only) const { return only->next == only && !(flags_ & (paused | enclosed_flag)); }
  void set(std::uint16_t flag) { flags_ |= flag; }
  void unset(std::uint16_t flag) { flags_ &= static_cast<std::uint16_t>(~flag); }

  void fire_again();
  void fire_again_and_release();
  bool settle_for_wait();
  static deferred_state* hand_over(deferred_state* ended) noexcept;
  [[gnu::noinline]] void die_handed_over() noexcept;
  void run_chain(deferred_state* above) noexcept;
  callback* pop() noexcept;
  bool run_enclosed(callback* next);
  void pass_over(callback* next, side have);
  [[gnu::always_inline]] void end_callback(bool left_something) noexcept {
    unset(running);
    if (!left_something)
      result_.clear();
    else if (result_.kind_ && result_.kind_->destroy == &release_paused) [[unlikely]]
      chain();
  }
  static void release_paused(std::uintptr_t held) noexcept;
  void chain() noexcept;
  [[gnu::always_inline]] void destroy() noexcept {
    if (std::uintptr_t(last_) | std::uintptr_t(source_) | std::uintptr_t(result_.kind_)) [[unlikely]]
      die();
    free();
  }
  [[gnu::always_inline]] void free() noexcept {
    --alive_;
    pool::release_granules(this, granules_);
  }
  void die() noexcept;

  CTXLAB_COUNTER alive_ = 0;

  std::uint16_t flags_;  // no bytes, since those could be anything's to the optimiser
  std::uint16_t granules_;
  std::uint32_t references_ = 0;
  result result_;
  callback* last_ = nullptr;  // of a circular list: its next is the first
  source* source_ = nullptr;
  deferred_state* beneath_;  // in the stack of run_chain
};

static_assert(sizeof(deferred_state) % pool::granule == 0, "what stands behind it in a block must be aligned");

// Where a coroutine that has ended, its frame gone, leaves its deferred, counted, for whoever resumed it to run its
// callbacks: so a chain of coroutines ends in a loop and not in a recursion.
CTXLAB_THREAD_LOCAL deferred_state* just_completed_ = nullptr;
// Runs the callbacks of the deferred that was left there, if one was. Whoever resumes a coroutine and has more to do
// after it, like leaving a scope, calls this first.
void run_completed(deferred_state* ended) noexcept;
[[gnu::always_inline]] inline void run_just_completed() noexcept {
  if (just_completed_) [[unlikely]]
    run_completed(std::exchange(just_completed_, nullptr));
}

}  // namespace ctxlab
