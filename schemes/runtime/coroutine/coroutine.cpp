#include "schemes/runtime/coroutine/coroutine.hpp"

#include "schemes/runtime/deferred/chained.hpp"

namespace ctxlab {

void* coroutine_base::allocate_collected(std::size_t bytes) {
  auto* const state = new (pool::allocate(bytes)) deferred_state(bytes, false);
  state->retain(2);  // for the frame, and for whoever called
  state->set_collected();
  return state + 1;
}

void coroutine_base::register_with_collector() noexcept {
  new (record()) coroutine_record{nullptr, nullptr, this, nullptr};
  collector::installed()->add(*record());
}

// What a cancelled coroutine's own deferred comes from, which has fired: says which one the coroutine fires instead.
struct coroutine_base::replaced : source {
  deferred_state* by = nullptr;  // counted

  static void cancel(source*, deferred_state&) {}
  static void trace(const source*, const deferred_state&, tracer&) {}
  static constexpr source_ops ops{&cancel, nullptr, &trace, nullptr, false};

  void replace(deferred_state* with) {
    if (by) {
      by->set_source(nullptr);
      by->release();
    }
    by = with;
  }
};

// The deferred that is to fire: its own or, after a cancellation, the one put in its place.
deferred_state* coroutine_base::target() const {
  return own()->replaced() ? static_cast<replaced*>(own()->get_source())->by : own();
}

void coroutine_base::fire_instead(deferred_state* next) {
  deferred_state* const mine = own();
  if (!mine->replaced()) mine->set_source(new (pool::allocate(sizeof(replaced))) replaced{{&replaced::ops}});
  mine->set_replaced();
  next->retain();
  static_cast<replaced*>(mine->get_source())->replace(next);
  next->set_source(this);
}

void coroutine_base::leave_slowly(result&& with) noexcept {
  deferred_state* const fires = target();
  if (!fires->fired()) fires->leave(std::move(with));
}

void coroutine_base::end_slowly() noexcept {
  deferred_state* const fires = target();
  forget();
  if (fires->fired())
    report_unhandled(failure(std::make_exception_ptr(already_fired())));
  else
    fires->settle();
}

void coroutine_base::deallocate_replaced(deferred_state* mine) noexcept {
  auto* const instead = static_cast<replaced*>(mine->get_source());
  mine->set_source(nullptr);
  deferred_state* const fires = instead->by;
  pool::release(instead, sizeof(replaced));
  mine->release();
  if (fires->has_callbacks() && fires->runnable())
    just_completed_ = fires;
  else
    fires->release();
}

// No deferred and no collector knows it from now on.
void coroutine_base::forget() noexcept {
  target()->set_source(nullptr);
  if (collected()) collector::remove(*record());
}

void coroutine_base::show(const variables* locals) noexcept {
  if (collected()) record()->locals = locals;
}

void coroutine_base::destroy() noexcept {
  const deferred kept = collected() ? deferred::adopt(waiting_on_) : deferred();
  forget();
  static_cast<const ops_type*>(ops)->dismantle(this);
}

void coroutine_base::trace(tracer& to) const {
  if (waiting_on_) to.owns(waiting_on_);
  to.owns(own());  // the frame is a part of its block
  if (target() != own()) to.owns(target());
  if (record()->locals) record()->locals->trace(to);
}

void coroutine_base::trace_source(const source* self, const deferred_state& of, tracer& to) {
  const auto* const me = static_cast<const coroutine_base*>(self);
  if (!of.fired() && me->waiting_on_) to.reaches(me->waiting_on_);
}

// After Twisted's _addCancelCallbackToDeferred: what becomes of the coroutine will be the deferred's result,
// before the callbacks that are there already. So a new target takes the old one's place, and the old one's line
// pauses on it.
void coroutine_base::cancel(source* self, deferred_state& of) {
  auto* const me = static_cast<coroutine_base*>(self);
  callback* const waiting = of.detach_all();
  deferred(&of).add_both([me, left = std::move(of.outcome())]() mutable {
    deferred next = deferred::make();
    next.state()->outcome() = std::move(left);  // it may have returned, and be cancelled by a variable that dies
    me->fire_instead(next.state());
    if (me->waiting_on_) me->cancel_awaited();
    return next;
  });
  of.attach_all(waiting);
  of.fire();
}

void coroutine_base::cancel_awaited() {
  const callback* apart = nullptr;
  waiting_on_->each_callback([&](const callback* each) {
    if (each->ops->stands_apart_for && each->ops->stands_apart_for(each, *this)) apart = each;
  });
  if (apart) wait_apart(const_cast<callback*>(apart));
  deferred(waiting_on_).cancel();
}

// Makes the deferred that was spared, so that it can fail though what it is chained to does not give up.
void coroutine_base::wait_apart(callback* link) {
  const deferred apart = chained_in_place_of(*waiting_on_, link);
  apart.state()->link(link);
  if (collected()) {
    waiting_on_->release();
    apart.state()->retain();
  }
  waiting_on_ = apart.state();
}

// A chain of any length goes in a loop: destroying one coroutine may orphan the one that waited for it.
void coroutine_base::orphaned(coroutine_base* which) noexcept {
  static thread_local constinit coroutine_base* doomed = nullptr;
  static thread_local constinit bool busy = false;
  ++orphans_;
  if (which->collected()) which->waiting_on_->release();
  which->forget();  // until its turn comes, code of others runs that may cancel it, or collect
  which->waiting_on_ = doomed ? reinterpret_cast<deferred_state*>(doomed) : nullptr;
  doomed = which;
  if (busy) return;
  busy = true;
  while (doomed) {
    coroutine_base* const next = doomed;
    doomed = reinterpret_cast<coroutine_base*>(std::exchange(next->waiting_on_, nullptr));
    static_cast<const ops_type*>(next->ops)->dismantle(next);
  }
  busy = false;
}

}  // namespace ctxlab
