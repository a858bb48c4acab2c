// Coroutines over deferreds, as Twisted's inlineCallbacks: a call runs the body at once, up to its first wait for
// an incomplete deferred, and returns a deferred, which fires with what the body returns or throws.
//
//   coroutine<Scheme> f(Scheme s, ...)         co_return nothing
//   coroutine<Scheme, result> g(Scheme s, ...) co_return a value, or a failure without a throw
//   co_await d                 the value (a `result`); throws if d failed. Leaves d with an empty result.
//   co_await outcome_of(d)     the same, with a failure as a value and nothing thrown
//   co_await outcome_of_wait(w)   the same of what a scheme's sleep or yieldable returned
//
// One block of the pool holds the frame and the deferred. The scheme's `activation` lives in it and is told when
// the body starts, suspends, resumes, ends, and is destroyed suspended: that is how a context can travel with
// a coroutine. Cancelling the deferred of a suspended coroutine cancels what it waits for.
//
// g++ 12.2 destroys twice a by-value temporary (a capturing lambda, a std::function made of one, an aggregate)
// that is built inside a co_await full-expression: name it first and move it in.
#pragma once

#include <coroutine>

#include "schemes/collector.hpp"
#include "schemes/deferred.hpp"

namespace ctxlab {

template <class Scheme, class Value>
class coroutine_promise;
template <class Activation>
class coroutine_promise_with;

// The deferred of a coroutine.
template <class Scheme, class Value = void>
class coroutine : public deferred {
 public:
  using promise_type = coroutine_promise<Scheme, Value>;
  using deferred::deferred;
  coroutine(const coroutine&) = default;
  coroutine(coroutine&&) noexcept = default;
  coroutine& operator=(const coroutine&) = default;
  coroutine& operator=(coroutine&&) noexcept = default;
  [[gnu::always_inline]] ~coroutine() = default;
  // Takes over a counted reference.
  static coroutine adopt(deferred_state* counted) {
    coroutine it;
    it.state_ = counted;
    return it;
  }
};

template <class Type>
constexpr bool is_coroutine = false;
template <class Scheme, class Value>
constexpr bool is_coroutine<coroutine<Scheme, Value>> = true;

// For an activation that has nothing to do.
struct idle_activation {
  void start() noexcept {}
  void suspend() noexcept {}
  void resume() noexcept {}
  void end() noexcept {}
  // Destroys the suspended coroutine, and with it this object.
  void dismantle(std::coroutine_handle<> suspended) noexcept { suspended.destroy(); }
};

// What is known of a coroutine without its type.
class coroutine_base : public source {
 public:
  coroutine_base(const coroutine_base&) = delete;
  coroutine_base& operator=(const coroutine_base&) = delete;

  bool suspended() const { return waiting_on_ != nullptr; }
  // Destroys it suspended: its scopes are left, innermost first, and nothing else of it runs.
  void destroy() noexcept;
  void trace(tracer& to) const;
  void show(const variables* locals) noexcept;

  // Shared by all coroutines as source_ops.
  static void cancel(source* self, deferred_state& of);
  static void trace_source(const source* self, const deferred_state& of, tracer& to);
  static void orphaned(coroutine_base* which) noexcept;

  // Now waits for `what`, a counted reference that is taken over. May destroy this coroutine: if nothing else
  // holds `what`, nobody can ever fire it.
  [[gnu::always_inline]] void wait_for(deferred_state* what, callback* link) noexcept {
    waiting_on_ = what;
    what->link(link);
    if (!collected()) [[likely]]
      what->release();
  }
  bool collected() const { return own()->collected(); }
  // Waits no more. Requires: not collected.
  void awake() noexcept { waiting_on_ = nullptr; }
  // The same, collected or not.
  void awake_collected() noexcept {
    if (collected()) waiting_on_->release();
    waiting_on_ = nullptr;
  }
  deferred_state* waiting_on() const { return waiting_on_; }

 protected:
  struct ops_type : source_ops {
    void (*dismantle)(coroutine_base*) noexcept;
  };

  [[gnu::always_inline]] coroutine_base(const ops_type& ops_of_type, deferred_state* own) noexcept
      : source{&ops_of_type} {
    own->set_source(this);
    if (own->collected()) [[unlikely]]
      register_with_collector();
  }
  [[gnu::always_inline]] ~coroutine_base() {
    deferred_state* const mine = own();
    if (mine->get_source() != this || mine->collected()) [[unlikely]]
      forget();
    mine->set_source(nullptr);
  }

  deferred_state* own() const {
    return before_frame(std::coroutine_handle<coroutine_base>::from_promise(const_cast<coroutine_base&>(*this)));
  }
  // The deferred that stands before a frame. Until it has laid out the frame, clang takes the promise for a variable
  // before which nothing can stand, and leaves out what is written there: it must not see where the address is from.
  static deferred_state* before_frame(std::coroutine_handle<> of) noexcept {
    void* frame = of.address();
#ifdef __clang__
    asm("" : "+r"(frame));
#endif
    return static_cast<deferred_state*>(frame) - 1;
  }
  coroutine_record* record() const {
    return reinterpret_cast<coroutine_record*>(reinterpret_cast<std::byte*>(own()) + own()->block_bytes()) - 1;
  }

  // One block: the deferred, the frame and, while a collector is installed, the record.
  [[gnu::always_inline]] static void* allocate(std::size_t frame_bytes) {
    const std::size_t bytes = sizeof(deferred_state) + pool::granules(frame_bytes) * pool::granule;
    if (collector::installed()) [[unlikely]]
      return allocate_collected(bytes + sizeof(coroutine_record));
    auto* const state = new (pool::allocate(bytes)) deferred_state(bytes, false);
    state->retain(2);  // for the frame, and for whoever called
    return state + 1;
  }
  [[gnu::always_inline]] static void deallocate(void* frame) noexcept {
    (static_cast<deferred_state*>(frame) - 1)->release();
  }

  // The deferred that is to fire: its own or, after a cancellation, the one put in its place.
  [[gnu::always_inline]] deferred_state* target() const {
    deferred_state* const mine = own();
    return mine->get_source() == this ? mine : replacement();
  }
  // What the target will fire with.
  [[gnu::always_inline]] void leave(result&& with) noexcept {
    deferred_state* const fires = target();
    if (!fires->fired()) [[likely]]
      fires->leave(std::move(with));
  }
  // Fires the target; its callbacks are run by whoever resumed the coroutine.
  [[gnu::always_inline]] void end() noexcept {
    deferred_state* const fires = target();
    if (fires->fired()) [[unlikely]]
      return fired_by_another();
    if (!fires->settle()) return;
    fires->retain();
    just_completed_ = fires;
  }
  // The deferred for whoever called, counted by `allocate`.
  deferred_state* returned() const { return own(); }

 private:
  static void* allocate_collected(std::size_t bytes);
  void register_with_collector() noexcept;
  void forget() noexcept;
  static void fired_by_another() noexcept;

  struct replaced;
  deferred_state* replacement() const;
  void fire_instead(deferred_state* next);

  deferred_state* waiting_on_ = nullptr;  // while suspended; counted if collected
};

// How a coroutine is resumed when the scheme has no say in it.
struct plainly {
  bool quick() const { return true; }
  template <class Resume>
  [[gnu::always_inline]] void quickly(Resume resume) { resume(); }
  template <class Resume>
  void operator()(Resume resume) { resume(); }
  void unneeded() noexcept {}
  void abandoned(deferred) noexcept {}
};

// The place in a coroutine's frame where it waits: its link in the deferred's line while it does, then what came.
struct await_place {
  await_place() noexcept {}
  ~await_place() {}
  union {
    callback link;
    result outcome;
  };
  // The counted deferred that will be waited for; or the promise that waits, with the lowest bit set; or 0: there is an
  // outcome.
  std::uintptr_t whom;
};

// What a coroutine awaits. A scheme's own kind of wait derives from it. `Around` is called with the function that
// resumes, and may not touch itself after that; or `quickly`, if it says that it can be `quick`, in as few
// instructions as may be. If there is nothing to wait for, `unneeded` is called instead; if it never comes to that,
// `abandoned` with the deferred that nobody waited for, or with none if the coroutine was destroyed while it waited.
template <class Activation, class Around>
class await_link : private await_place {
 public:
  // Takes over a counted reference.
  [[gnu::always_inline]] explicit await_link(deferred_state* awaited) noexcept { whom = word(awaited); }
  await_link(const await_link&) = delete;
  await_link& operator=(const await_link&) = delete;
  [[gnu::always_inline]] ~await_link() {
    if (whom) [[unlikely]]
      abandon();
    else
      outcome.~result();
  }

  [[gnu::always_inline]] bool await_ready() {
    deferred_state* const on = awaited();
    if (!on->ready_for_wait()) return false;
    whom = 0;
    new (&outcome) result(std::move(on->outcome()));
    around_.unneeded();
    on->release();
    return true;
  }
  template <class Promise>
  [[gnu::always_inline]] void await_suspend(std::coroutine_handle<Promise> waiter) noexcept {
    promise& it = waiter.promise();
    deferred_state* const on = awaited();
    whom = word(&it) | waits;
    link.ops = &ops;
    it.activation_.suspend();
    it.wait_for(on, &link);
  }
  // What came, to be moved from while the full-expression lasts. Throws if it is a failure.
  [[gnu::always_inline]] result&& await_resume() {
    outcome.raise_if_failed();
    return std::move(outcome);
  }
  // The same, failed or not. Requires: ready, or resumed.
  [[gnu::always_inline]] result&& take() noexcept { return std::move(outcome); }

 protected:
  // Requires: not waited for yet.
  deferred_state* awaited() const { return reinterpret_cast<deferred_state*>(whom); }
  // Gives the counted reference up.
  deferred_state* release() noexcept {
    deferred_state* const it = awaited();
    whom = 0;
    new (&outcome) result();
    return it;
  }

  [[no_unique_address]] Around around_;

 private:
  using word = std::uintptr_t;
  using promise = coroutine_promise_with<Activation>;
  static constexpr word waits = 1;

  static await_link* of(const callback* link) {
    const auto* const place = reinterpret_cast<const await_place*>(link);
    return static_cast<await_link*>(const_cast<await_place*>(place));
  }
  promise* waiter() const { return reinterpret_cast<promise*>(whom & ~waits); }

  [[gnu::noinline]] void abandon() noexcept {
    if ((whom & waits) == 0) {
      around_.abandoned(deferred::adopt(awaited()));
    } else {
      if (waiter()->suspended()) waiter()->waiting_on()->unlink(&link);
      around_.abandoned(deferred());
    }
  }
  static bool resume(callback* self, deferred_state& at) {
    await_link* const me = of(self);
    promise* const waiter = me->waiter();
    if (!at.outcome().plain() || waiter->collected() || !me->around_.quick()) [[unlikely]]
      return resume_slowly(me, at);
    me->whom = 0;
    new (&me->outcome) result(at.outcome().copied());
    waiter->awake();
    me->around_.quickly([waiter]() noexcept { go_on(waiter); });
    return false;
  }
  [[gnu::noinline]] static bool resume_slowly(await_link* me, deferred_state& at) {
    promise* const waiter = me->waiter();
    me->whom = 0;
    new (&me->outcome) result(at.feed());
    waiter->awake_collected();
    me->around_([waiter]() noexcept { go_on(waiter); });
    return false;
  }
  [[gnu::always_inline]] static void go_on(promise* waiter) noexcept {
    waiter->activation_.resume();
    std::coroutine_handle<promise>::from_promise(*waiter).resume();
  }
  static void drop(callback* self, deferred_state*, bool) noexcept { coroutine_base::orphaned(of(self)->waiter()); }
  static void trace(const callback* self, tracer& to) { to.reaches(of(self)->waiter()); }
  static constexpr callback_ops ops{&resume, &drop, &trace, on_both, on_both, true};
};

// Asks for the outcome of a deferred, failure or not, as a value.
struct outcome_of {
  explicit outcome_of(deferred of) noexcept : awaited(std::move(of)) {}
  deferred awaited;
};
template <class Activation>
struct outcome_link : await_link<Activation, plainly> {
  using await_link<Activation, plainly>::await_link;
  [[gnu::always_inline]] result&& await_resume() noexcept { return this->take(); }
};
// Awaits a scheme's own kind of wait where it stands. (A reference to it would do, but g++ 12 copies what it awaits.)
template <class Wait>
struct wait_in_place {
  [[gnu::always_inline]] bool await_ready() { return wait.await_ready(); }
  template <class Promise>
  [[gnu::always_inline]] void await_suspend(std::coroutine_handle<Promise> waiter) noexcept {
    wait.await_suspend(waiter);
  }
  [[gnu::always_inline]] result&& await_resume() { return wait.await_resume(); }
  Wait& wait;
};
// The same for the outcome.
template <class Wait>
struct outcome_of_wait : wait_in_place<Wait> {
  explicit outcome_of_wait(Wait& of) noexcept : wait_in_place<Wait>{of} {}
  [[gnu::always_inline]] result&& await_resume() noexcept { return this->wait.take(); }
};

// Shows the running coroutine's variables to the collector, for as long as the coroutine lives. Requires: they
// are variables of that coroutine.
struct traced_by {
  explicit traced_by(const variables& it) noexcept : locals(&it) {}
  const variables* locals;
};

}  // namespace ctxlab

#include "schemes/coroutine_promise.hpp"
