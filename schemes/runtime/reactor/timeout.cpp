#include "schemes/runtime/reactor/reactor.hpp"

namespace ctxlab {
namespace {

// The timed call that cancels a deferred, shared by the reactor's list, while it is in it, and a callback of the
// deferred.
struct cancelling_call : timed_call {
  timed_calls* list;
  deferred what;  // while in the list
  std::uint32_t holders = 2;
  bool timed_out = false;

  cancelling_call(timed_calls& in, deferred whom) : timed_call(call_ops), list(&in), what(std::move(whom)) {}

  void release() noexcept {
    if (--holders) return;
    this->~cancelling_call();
    pool::release(this, sizeof(cancelling_call));
  }
  static void run(timed_call* self) {
    auto* const me = static_cast<cancelling_call*>(self);
    me->timed_out = true;
    const deferred late = std::move(me->what);
    me->list = nullptr;
    me->release();
    late.cancel();
  }
  static void drop(timed_call* self) noexcept {
    auto* const me = static_cast<cancelling_call*>(self);
    const deferred dropped = std::move(me->what);
    me->list = nullptr;
    me->release();
  }
  static constexpr timed_call_ops call_ops{&run, &drop};
};

class held_call {
 public:
  explicit held_call(cancelling_call* counted) : call_(counted) {}
  held_call(held_call&& other) noexcept : call_(std::exchange(other.call_, nullptr)) {}
  held_call& operator=(held_call&&) = delete;
  ~held_call() {
    if (call_) call_->release();
  }
  cancelling_call* operator->() const { return call_; }

 private:
  cancelling_call* call_;
};

}  // namespace

// After Twisted's Deferred.addTimeout, which adds two callbacks as well: one that says what became of a cancellation,
// and one that takes the call off the list.
void reactor::add_timeout(const deferred& target, ticks delay) {
  auto* const call = new (pool::allocate(sizeof(cancelling_call))) cancelling_call(calls_, target);
  schedule(*call, delay);
  target.add_errback([call](const result& given) {
    const bool late = call->timed_out && given.error().is_cancellation();
    return result(late ? failure("timed out") : given.error());
  });
  target.add_finally([held = held_call(call)]() noexcept {
    if (!held->list) return;
    held->list->remove(*held.operator->());
    cancelling_call::drop(held.operator->());
  });
}

}  // namespace ctxlab
