// Part of coroutine.hpp: what a coroutine awaits.
#pragma once

#include "schemes/runtime/coroutine/coroutine.hpp"

namespace ctxlab {

// How a coroutine is resumed when the scheme has no say in it.
struct plainly {
  bool quick() const { return true; }
  template <class Resume>
  [[gnu::always_inline]] void quickly(Resume resume) {
    resume();
  }
  template <class Resume>
  void operator()(Resume resume) {
    resume();
  }
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
concept any_deferred = std::is_base_of_v<deferred, std::remove_cvref_t<Deferred>>;

template <any_deferred Deferred>
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
  void await_suspend(std::coroutine_handle<Promise> waiter) noexcept {
    wait_.await_suspend(waiter);
  }
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
