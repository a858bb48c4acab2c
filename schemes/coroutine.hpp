// Coroutines over deferreds, as Twisted's inlineCallbacks: a call runs the body at once, up to its first wait for
// an incomplete deferred, and returns a deferred, which fires with what the body returns or throws.
//
//   coroutine<Scheme> f(Scheme s, ...)         co_return nothing
//   coroutine<Scheme, result> g(Scheme s, ...) co_return a value, or a failure without a throw
//   co_await d                 the value (a `result`); throws if d failed. Leaves d with an empty result.
//   co_await outcome_of(d)     the same, with a failure as a value and nothing thrown
//   co_await outcome_of_wait(w)   the same of what a scheme's sleep or yieldable returned
//
// What is awaited is an awaiter where it stands, and cannot be moved: one that has a name is awaited as `co_await w`.
// No await_transform comes between: it would have to refer to the awaiter, which g++ 12 would copy into the frame.
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

  // Now waits for `what`, a counted reference that is taken over; if collected, by way of a link of other ops. May
  // destroy this coroutine: if nothing else holds `what`, nobody can ever fire it.
  [[gnu::always_inline]] void wait_for(deferred_state* what, callback* link, const callback_ops& if_collected) noexcept {
    waiting_on_ = what;
    what->link(link);
    if (collected()) [[unlikely]]
      link->ops = &if_collected;
    else
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
  ~coroutine_base() = default;

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
  // The frame's reference goes on to whoever resumed the coroutine, if there are callbacks to run. (Not before: the
  // coroutine's arguments died with the frame, and could have resumed others.)
  [[gnu::always_inline]] static void deallocate(void* frame) noexcept {
    deferred_state* const mine = static_cast<deferred_state*>(frame) - 1;
    if (mine->has_callbacks() && mine->runnable())
      just_completed_ = mine;
    else if (mine->replaced()) [[unlikely]]
      deallocate_replaced(mine);
    else
      mine->release();
  }

  // What its deferred will fire with: a result, or any value.
  template <class Value>
  [[gnu::always_inline]] void leave(Value&& with) noexcept {
    deferred_state* const mine = own();
    if (!mine->fired()) [[likely]]
      mine->leave(result(std::forward<Value>(with)));
    else
      leave_slowly(result(std::forward<Value>(with)));
  }
  // The deferred has its result; the callbacks have to wait for the end of the frame.
  [[gnu::always_inline]] void end() noexcept {
    deferred_state* const mine = own();
    if (!mine->is_ordinary()) [[unlikely]]
      return end_slowly();
    mine->set_source(nullptr);
    mine->settle();
  }
  // The deferred for whoever called, counted by `allocate`.
  deferred_state* returned() const { return own(); }

 private:
  static void* allocate_collected(std::size_t bytes);
  static void deallocate_replaced(deferred_state* mine) noexcept;
  void register_with_collector() noexcept;
  void leave_slowly(result&& with) noexcept;
  void end_slowly() noexcept;
  void forget() noexcept;

  struct replaced;
  deferred_state* target() const;
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
  // The counted deferred that will be waited for; or the coroutine that waits, with the lowest bit set; or 0: there is
  // an outcome.
  std::uintptr_t whom;
};

// What a coroutine awaits. A scheme's own kind of wait derives from it. `Around` is called with the function that
// resumes, and may not touch itself after that; or `quickly`, if it says that it can be `quick`, in as few
// instructions as may be. If there is nothing to wait for, `unneeded` is called instead; if it never comes to that,
// `abandoned` with the deferred that nobody waited for, or with none if the coroutine was destroyed while it waited.
template <class Around>
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
    typename Promise::shared& it = waiter.promise();
    deferred_state* const on = awaited();
    whom = word(static_cast<coroutine_base*>(&it)) + waits;
    link.ops = &ops<typename Promise::shared>;
    it.activation_.suspend();
    it.wait_for(on, &link, collected_ops<typename Promise::shared>);
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
  static constexpr word waits = 1;

  static await_link* of(const callback* link) {
    const auto* const place = reinterpret_cast<const await_place*>(link);
    return static_cast<await_link*>(const_cast<await_place*>(place));
  }
  coroutine_base* waiter() const { return reinterpret_cast<coroutine_base*>(whom - waits); }

  [[gnu::noinline]] void abandon() noexcept {
    if ((whom & waits) == 0) {
      around_.abandoned(deferred::adopt(awaited()));
    } else {
      if (waiter()->suspended()) waiter()->waiting_on()->unlink(&link);
      around_.abandoned(deferred());
    }
  }
  // Others wait for the same result, or could.
  template <class Promise>
  static bool resume(callback* self, deferred_state& at) {
    resume_with<Promise>(of(self), at.feed());
    return false;
  }
  template <class Promise>
  static void hand(callback* self, deferred_state& at) noexcept {
    await_link* const me = of(self);
    coroutine_base* const waiter = me->waiter();
    if (!me->around_.quick()) [[unlikely]]
      return resume_with<Promise>(me, std::move(at.outcome()));
    me->whom = 0;
    new (&me->outcome) result(std::move(at.outcome()));
    waiter->awake();
    me->around_.quickly([waiter]() noexcept { go_on<Promise>(waiter); });
  }
  template <class Promise>
  [[gnu::noinline]] static void resume_with(await_link* me, result&& with) {
    coroutine_base* const waiter = me->waiter();
    me->whom = 0;
    new (&me->outcome) result(std::move(with));
    waiter->awake_collected();
    me->around_([waiter]() noexcept { go_on<Promise>(waiter); });
  }
  template <class Promise>
  [[gnu::always_inline]] static void go_on(coroutine_base* waiter) noexcept {
    auto& it = static_cast<Promise&>(*waiter);
    it.activation_.resume();
    std::coroutine_handle<Promise>::from_promise(it).resume();
  }
  static void drop(callback* self, deferred_state*, bool) noexcept { coroutine_base::orphaned(of(self)->waiter()); }
  static void trace(const callback* self, tracer& to) { to.reaches(of(self)->waiter()); }
  template <class Promise>
  static constexpr callback_ops ops{&resume<Promise>, &hand<Promise>, &drop, &trace, on_both, on_both};
  template <class Promise>
  static constexpr callback_ops collected_ops{&resume<Promise>, nullptr, &drop, &trace, on_both, on_both};
};

template <class Deferred>
  requires std::is_base_of_v<deferred, std::remove_cvref_t<Deferred>>
[[gnu::always_inline]] inline await_link<plainly> operator co_await(Deferred&& awaited) noexcept {
  return await_link<plainly>(deferred(std::forward<Deferred>(awaited)).release_state());
}

// Asks for the outcome of a deferred, failure or not, as a value.
class [[nodiscard]] outcome_of : public await_link<plainly> {
 public:
  [[gnu::always_inline]] explicit outcome_of(deferred of) noexcept : await_link(of.release_state()) {}
  [[gnu::always_inline]] ~outcome_of() = default;
  [[gnu::always_inline]] result&& await_resume() noexcept { return take(); }
};
// The same of a scheme's own kind of wait.
template <class Wait>
class [[nodiscard]] outcome_of_wait {
 public:
  explicit outcome_of_wait(Wait& of) noexcept : wait_(of) {}
  bool await_ready() { return wait_.await_ready(); }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> waiter) noexcept { wait_.await_suspend(waiter); }
  result&& await_resume() noexcept { return wait_.take(); }

 private:
  Wait& wait_;
};

// Shows the running coroutine's variables to the collector, for as long as the coroutine lives. Requires: they
// are variables of that coroutine.
class [[nodiscard]] traced_by {
 public:
  explicit traced_by(const variables& locals) noexcept : locals_(&locals) {}
  bool await_ready() const noexcept { return false; }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> of) const noexcept {
    of.promise().show(locals_);
    return false;
  }
  void await_resume() const noexcept {}

 private:
  const variables* locals_;
};

}  // namespace ctxlab

#include "schemes/coroutine_promise.hpp"
