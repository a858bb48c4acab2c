// The Deferred, with Twisted's semantics: a result that may not be there yet, and a line of callbacks.
//
//   fired       it has been given a result, once
//   callbacks   run in the order added, each fed with what the one before returned; one that throws, or returns
//               a failure, makes the next errback run instead of the next callback
//   paused      a callback returned another deferred: the line goes on with that one's result, when it has one
//   complete    fired and not paused; otherwise incomplete
//   cancel      asks the producer to give up (its *source*, if it has one), or fails the deferred at once, and
//               then ignores one late result; reaches through to what a paused line waits for
//
// A failure that nobody has looked at when its deferred dies is reported to the thread's unhandled_failure_sink.
//
// Ownership. A `deferred` is a counted handle. Ownership runs downstream, from producer to consumer: a deferred
// owns its callbacks, and with them the deferreds and coroutines that wait there. The way back, to what a
// consumer waits for and would cancel, is an `upstream` reference: it does not own, so that dropping the producer's
// end ends the chain *at once*, as plain C++ does; while a collector is installed it does own, so that nothing
// ends until the collector finds it unreachable, *later*, as a tracing runtime does (see collector.hpp).
//
// A deferred and all that waits for it belong to one thread. No atomic operation, and with warm pools no
// allocation from the system, is made here.
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include "schemes/result.hpp"

namespace ctxlab {

class deferred;
class deferred_state;
class tracer;

// Thrown by whoever fires a deferred that has fired already.
struct already_fired : std::logic_error {
  already_fired() : std::logic_error("this deferred has fired already") {}
};

// Is told of failures that nobody handled.
class unhandled_failure_sink {
 public:
  virtual void unhandled(const failure& why) noexcept = 0;

 protected:
  ~unhandled_failure_sink() = default;
};
// Installs `next` on this thread (null: failures are printed on standard error); gives back the one before.
unhandled_failure_sink* install_unhandled_failure_sink(unhandled_failure_sink* next);
unhandled_failure_sink* installed_unhandled_failure_sink();
// Tells the thread's sink.
void report_unhandled(const failure& why) noexcept;

// ---- What the parts of the asynchronous machinery are made of; users need none of it. ----

struct callback;

enum side : std::uint8_t { no_side = 0, on_success = 1, on_failure = 2, on_both = 3 };

struct callback_ops {
  // Takes the result of `at`, leaves there what the callback returned, and disposes of itself. Says whether it left
  // something: if not, what it was fed is gone when it has returned.
  bool (*run)(callback*, deferred_state& at);
  // The same where nobody else knows `at`: may take the result away, and leaves there the same result or nothing,
  // never one of its own. Null: it has to be `run`.
  void (*hand)(callback*, deferred_state& at) noexcept;
  // Disposes of itself unrun: passed over, or the deferred has died (`orphaned`).
  void (*drop)(callback*, deferred_state* at, bool orphaned) noexcept;
  // Shows the tracer what would run or be fed.
  void (*trace)(const callback*, tracer&);
  side runs;    // on which results it runs; the link of a paused line is handed its result in another way
  side visits;  // on which results it is enclosed (see source_ops), though it may not run
};

// A link in a deferred's line of callbacks.
struct callback {
  callback* next;
  const callback_ops* ops;
};

struct source;

struct source_ops {
  // Somebody cancels `of`, which has not fired.
  void (*cancel)(source*, deferred_state& of);
  // Runs `body(argument)`, one callback of `of`, in what this source encloses callbacks with. May be null.
  void (*enclose)(source*, void (*body)(void*), void* argument);
  // Shows the tracer the upstream references.
  void (*trace)(const source*, const deferred_state& of, tracer&);
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
  void fire(result with) {
    if (fired()) [[unlikely]]
      return fire_again();
    leave(std::move(with));
    flags_ |= fired_flag;
    if (last_) [[likely]]
      run_callbacks();
  }
  // Fires, and gives up a counted reference: where that was the only one, nothing of the deferred has to be kept for
  // later. Throws already_fired as `fire` does.
  void fire_and_release(result&& with) {
    if (fired()) [[unlikely]]
      return fire_again_and_release();
    leave(std::move(with));
    flags_ |= fired_flag;
    run_and_release(this);
  }
  // Fires from within a callback of another deferred: the loop that runs that callback runs ours next, so that
  // long chains need no recursion. Throws already_fired as `fire` does.
  void fire_in_turn(result with);
  // Counts as fired, with the outcome that it holds already, and runs nothing yet; says whether there is
  // anything to run. Requires: !fired().
  bool settle() noexcept {
    flags_ |= fired_flag;
    return last_ != nullptr;
  }
  // What it will fire with. Requires: !fired(), and nothing has been left before.
  [[gnu::always_inline]] void leave(result&& with) noexcept { new (&result_) result(std::move(with)); }
  void cancel();

  // Adds a callback; it runs at once if the state is settled.
  void append(callback* last) {
    link(last);
    if (runnable()) run_callbacks();
  }
  bool has_callbacks() const { return last_ != nullptr; }
  // Requires: there are some, and they can run.
  void run_callbacks() noexcept;
  // The same of those that there are, if any, and gives up a counted reference.
  static void run_and_release(deferred_state* it) noexcept;
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
  void unlink(const callback* which) noexcept;
  callback* detach_all() noexcept { return std::exchange(last_, nullptr); }
  void attach_all(callback* detached) noexcept;
  // For when nobody can fire it any more: drops its callbacks unrun. Requires: it is held meanwhile.
  void drop_callbacks() noexcept;

  // What the running callback is fed; where it can be shared, it stays to be seen until the callback returns (see
  // chain).
  [[gnu::always_inline]] result feed() { return result_.shared_or_moved(); }

  result& outcome() { return result_; }
  const result& outcome() const { return result_; }
  // The deferred that this one is paused on, or null.
  deferred_state* paused_on() const {
    return (flags_ & paused) && result_.kind_ ? reinterpret_cast<deferred_state*>(result_.payload_) : nullptr;
  }

  void set_source(source* it) { source_ = it; }
  source* get_source() const { return source_; }
  bool enclosed() const { return flags_ & enclosed_flag; }
  void set_enclosed() { flags_ |= enclosed_flag; }
  // Runs an empty callback, for what its enclosure does.
  void visit();

  template <class Visit>
  void each_callback(Visit visit) const {
    if (!last_) return;
    const callback* at = last_;
    do {
      at = at->next;
      visit(at);
    } while (at != last_);
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
    running = 2,           // a callback of it is being run
    paused = 4,            // its line waits for the deferred that a callback returned
    stacked = 8,           // it is on the stack of a run_callbacks
    ignores_one_fire = 16, // cancelled without a source: one late result is expected
    enclosed_flag = 32,    // the source encloses its callbacks
    slot_free = 64,
    left_nothing = 128,    // what the running callback, which others have to wait for, will turn out to have left
    collected_flag = 256,
    replaced_flag = 512,
  };

  side have() const { return result_.failed() ? on_failure : on_success; }
  // Whether it is the one callback, with nothing around it.
  bool is_alone(const callback* it) const { return it->next == it && !(flags_ & (paused | enclosed_flag)); }
  void set(std::uint16_t flag) { flags_ |= flag; }
  void unset(std::uint16_t flag) { flags_ &= static_cast<std::uint16_t>(~flag); }

  void fire_again();
  void fire_again_and_release();
  bool settle_for_wait();
  static deferred_state* hand_over(deferred_state* ended) noexcept;
  void run_line(deferred_state* above) noexcept;
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
  deferred_state* beneath_;  // in the stack of run_line
};

static_assert(sizeof(deferred_state) % pool::granule == 0, "what stands behind it in a block must be aligned");

// Where a coroutine that has ended, its frame gone, leaves its deferred, counted, for whoever resumed it to run its
// callbacks: so a chain of coroutines ends in a loop and not in a recursion.
CTXLAB_THREAD_LOCAL deferred_state* just_completed_ = nullptr;
void run_just_completed() noexcept;

template <class Function>
struct function_callback;

// ---- The handle. ----

class deferred {
 public:
  // No deferred at all.
  deferred() = default;
  // A new, incomplete one, without a source: cancelling fails it at once.
  [[gnu::always_inline]] static deferred make() {
    constexpr std::size_t bytes = sizeof(deferred_state) + deferred_state::slot_bytes;
    return deferred(new (pool::allocate(bytes)) deferred_state(bytes, true));
  }
  static deferred succeed(result with = {});
  static deferred fail_with(const failure& why) { return succeed(result(why)); }

  deferred(const deferred& other) : state_(other.state_) {
    if (state_) state_->retain();
  }
  deferred(deferred&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
  deferred& operator=(deferred other) noexcept {
    std::swap(state_, other.state_);
    return *this;
  }
  [[gnu::always_inline]] ~deferred() {
    if (state_) state_->release();
  }
  explicit deferred(deferred_state* state) : state_(state) {
    if (state_) state_->retain();
  }
  // Takes over a counted reference.
  static deferred adopt(deferred_state* counted) {
    deferred it;
    it.state_ = counted;
    return it;
  }

  explicit operator bool() const { return state_ != nullptr; }
  bool fired() const { return state_->fired(); }
  bool complete() const { return state_->complete(); }
  // The result. Requires: complete().
  const result& outcome() const { return std::as_const(*state_).outcome(); }

  // Gives it its result (nothing, if none is named) and runs its callbacks. Throws already_fired if it has one, unless
  // it was cancelled without a source, in which case the first late result is dropped. A handle that is moved from, as
  // the last thing that its owner does with it, is empty afterwards, and makes it cheaper.
  void fire() const& { state_->fire(); }
  void fire(result with) const& { state_->fire(std::move(with)); }
  void fire(result with = {}) && { release_state()->fire_and_release(std::move(with)); }
  void fail(const failure& why) const& { state_->fire(result(why)); }
  void fail(const failure& why) && { release_state()->fire_and_release(result(why)); }

  // Adds a callback, an errback, or both: a callable that takes a `const result&` or nothing, and returns
  // nothing, a result, a deferred (the line pauses on it), or any value. It runs at once if the deferred is
  // complete. Returns *this.
  template <class Function>
  const deferred& add_callback(Function f) const { return add<on_success, on_success>(std::move(f)); }
  template <class Function>
  const deferred& add_errback(Function f) const { return add<on_failure, on_both>(std::move(f)); }
  template <class Function>
  const deferred& add_both(Function f) const { return add<on_both, on_both>(std::move(f)); }

  // Adds a function of nothing that runs in its turn, whatever the result, and leaves the result as it is.
  template <class Function>
  const deferred& add_bystander(Function f) const;

  void cancel() const { state_->cancel(); }

  deferred_state* state() const { return state_; }
  deferred_state* release_state() { return std::exchange(state_, nullptr); }
  friend bool operator==(const deferred& a, const deferred& b) { return a.state_ == b.state_; }

  // How many deferreds of this thread are alive, those of coroutines included.
  static std::int64_t alive() { return deferred_state::alive(); }

 protected:
  template <side Runs, side Visits, class Function>
  const deferred& add(Function f) const;

  deferred_state* state_ = nullptr;
};

}  // namespace ctxlab

#include "schemes/deferred_callbacks.hpp"
