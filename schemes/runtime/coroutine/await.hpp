// Part of coroutine.hpp: what a coroutine awaits.
#pragma once

#include "schemes/runtime/coroutine/coroutine.hpp"

namespace ctxlab {

// The `Around` that decides nothing: a coroutine is resumed in whatever is current.
struct resumed_plainly {
  bool can_resume_fast() const { return true; }
  template <class Resume>
  [[gnu::always_inline]] void resume_fast(Resume resume) {
    resume();
  }
  template <class Resume>
  void resume(Resume resume) {
    resume();
  }
  void did_not_suspend() noexcept {}
  void dropped(deferred) noexcept {}
};

// The `Around` of a wait that stands for one on a deferred of its own, chained to the one that is awaited, says
// `static constexpr bool stands_apart = true`.
template <class Around>
constexpr bool stands_apart = requires {
  requires Around::stands_apart;
};

template <class Deferred>
concept any_deferred = std::is_base_of_v<deferred, std::remove_cvref_t<Deferred>>;

// The place in a coroutine's frame where it waits: its link in the deferred's chain while it does, then the outcome.
struct await_slot {
  await_slot() noexcept {}
  ~await_slot() {}
  union {
    callback link;
    result outcome;
  };
  // The counted deferred that will be waited for; or the coroutine that waits, with the lowest bit set; or 0: there is
  // an outcome.
  std::uintptr_t partner;
};

// What a coroutine awaits. A scheme's own kind of wait derives from it. `Around` decides in which context an awaiting
// coroutine goes on. Exactly one is called: `resume`, with the function that resumes; `resume_fast`, if
// `can_resume_fast`, in as few instructions as may be; `did_not_suspend`, where there was nothing to wait for;
// `dropped`, with the deferred that nobody waited for, or with none if the coroutine was destroyed while it waited.
// Neither form of resuming may touch the `Around` once it has called the function.
template <class Around>
class await_link : private await_slot {
 public:
  // Waits for `awaited`; what else is given makes the `Around`.
  template <any_deferred Deferred, class... Arguments>
  [[gnu::always_inline]] explicit await_link(Deferred&& awaited, Arguments&&... around) noexcept
      : around_(std::forward<Arguments>(around)...) {
    partner = word(counted(std::forward<Deferred>(awaited)));
  }
  await_link(const await_link&) = delete;
  await_link& operator=(const await_link&) = delete;
  [[gnu::always_inline]] ~await_link() {
    if (partner) [[unlikely]]
      drop_wait();
    else
      outcome.~result();
  }

  [[gnu::always_inline]] bool await_ready() {
    deferred_state* const target = awaited();
    if (!target->ready_for_wait()) return false;
    partner = 0;
    new (&outcome) result(std::move(target->outcome()));
    around_.did_not_suspend();
    target->release();
    return true;
  }
  template <class Promise>
  [[gnu::always_inline]] void await_suspend(std::coroutine_handle<Promise> waiting) noexcept {
    typename Promise::shared& promise = waiting.promise();
    deferred_state* const target = awaited();
    partner = word(static_cast<coroutine_base*>(&promise)) + waits;
    link.ops = &ops<typename Promise::shared>;
    promise.activation_.suspend();
    promise.wait_for(target, &link, collected_ops<typename Promise::shared>);
  }
  // The outcome, to be moved from while the full-expression lasts. Throws if it is a failure.
  [[gnu::always_inline]] result&& await_resume() {
    outcome.raise_if_failed();
    return std::move(outcome);
  }
  // The outcome, failed or not. Requires: ready, or resumed.
  [[gnu::always_inline]] result&& take() noexcept { return std::move(outcome); }

 protected:
  // Requires: not waited for yet.
  deferred_state* awaited() const { return reinterpret_cast<deferred_state*>(partner); }
  // Gives the counted reference up.
  deferred_state* release() noexcept {
    deferred_state* const unawaited = awaited();
    partner = 0;
    new (&outcome) result();
    return unawaited;
  }

  [[no_unique_address]] Around around_;

 private:
  using word = std::uintptr_t;
  static constexpr word waits = 1;

  static deferred_state* counted(const deferred& awaited) noexcept {
    awaited.state()->retain();
    return awaited.state();
  }
  static deferred_state* counted(deferred&& awaited) noexcept { return awaited.release_state(); }

  static await_link* link_of(const callback* self) {
    const auto* const slot = reinterpret_cast<const await_slot*>(self);
    return static_cast<await_link*>(const_cast<await_slot*>(slot));
  }
  coroutine_base* waiter() const { return reinterpret_cast<coroutine_base*>(partner - waits); }

  [[gnu::noinline]] void drop_wait() noexcept {
    if ((partner & waits) == 0) {
      around_.dropped(deferred::adopt(awaited()));
    } else {
      if (waiter()->suspended()) waiter()->waiting_on()->unlink(&link);
      around_.dropped(deferred());
    }
  }
  // For where others wait for the same result, or could.
  template <class Promise>
  static bool run(callback* self, deferred_state& fired) {
    resume_with<Promise>(link_of(self), fired.fed());
    return false;
  }
  template <class Promise>
  static void run_as_sole_owner(callback* self, deferred_state& fired) noexcept {
    await_link* const waiting = link_of(self);
    coroutine_base* const waiter = waiting->waiter();
    if (!waiting->around_.can_resume_fast()) [[unlikely]]
      return resume_with<Promise>(waiting, std::move(fired.outcome()));
    waiting->partner = 0;
    new (&waiting->outcome) result(std::move(fired.outcome()));
    waiter->awake();
    waiting->around_.resume_fast([waiter]() noexcept { go_on<Promise>(waiter); });
  }
  template <class Promise>
  [[gnu::noinline]] static void resume_with(await_link* waiting, result&& outcome) {
    coroutine_base* const waiter = waiting->waiter();
    waiting->partner = 0;
    new (&waiting->outcome) result(std::move(outcome));
    waiter->awake_collected();
    waiting->around_.resume([waiter]() noexcept { go_on<Promise>(waiter); });
  }
  template <class Promise>
  [[gnu::always_inline]] static void go_on(coroutine_base* waiter) noexcept {
    auto& promise = static_cast<Promise&>(*waiter);
    promise.activation_.resume();
    std::coroutine_handle<Promise>::from_promise(promise).resume();
  }
  static void drop(callback* self, deferred_state*, bool) noexcept {
    coroutine_base::orphaned(link_of(self)->waiter());
  }
  static void trace(const callback* self, tracer& visitor) { visitor.reaches(link_of(self)->waiter()); }
  static bool stands_apart_for(const callback* self, const coroutine_base& waiter) {
    return link_of(self)->waiter() == &waiter;
  }
  static constexpr auto apart = stands_apart<Around> ? &stands_apart_for : nullptr;
  template <class Promise>
  static constexpr callback_ops ops{&run<Promise>, &run_as_sole_owner<Promise>, &drop, &trace, on_both, on_both, apart};
  template <class Promise>
  static constexpr callback_ops collected_ops{&run<Promise>, nullptr, &drop, &trace, on_both, on_both, apart};
};

template <any_deferred Deferred>
[[gnu::always_inline]] inline await_link<resumed_plainly> operator co_await(Deferred&& awaited) noexcept {
  return await_link<resumed_plainly>(std::forward<Deferred>(awaited));
}

// Asks for the outcome of a deferred, failure or not, as a value.
class [[nodiscard]] outcome_of : public await_link<resumed_plainly> {
 public:
  [[gnu::always_inline]] explicit outcome_of(deferred awaited) noexcept : await_link(std::move(awaited)) {}
  [[gnu::always_inline]] ~outcome_of() = default;
  [[gnu::always_inline]] result&& await_resume() noexcept { return take(); }
};
// Asks for the outcome of a scheme's own kind of wait, failure or not, as a value.
template <class Wait>
class [[nodiscard]] outcome_of_wait {
 public:
  explicit outcome_of_wait(Wait& awaited) noexcept : wait_(awaited) {}
  bool await_ready() { return wait_.await_ready(); }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> waiting) noexcept {
    wait_.await_suspend(waiting);
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
  bool await_suspend(std::coroutine_handle<Promise> running) const noexcept {
    running.promise().show(locals_);
    return false;
  }
  void await_resume() const noexcept {}

 private:
  const variables* locals_;
};

}  // namespace ctxlab
