#include "schemes/runtime/coroutine/collector.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "schemes/runtime/coroutine/coroutine.hpp"

namespace ctxlab {

namespace {

void trace_edges(const deferred_state& from, tracer& to) {
  from.each_callback([&](const callback* each) { each->ops->trace(each, to); });
  if (deferred_state* const other = from.paused_on()) to.owns(other);
  if (const source* const it = from.get_source()) it->ops->trace(it, from, to);
}

// Counts, for every deferred around the suspended coroutines, the references that come from among them.
class census final : public tracer {
 public:
  void owns(deferred_state* what) override {
    ++inside_[what];
    reaches(what);
  }
  void reaches(deferred_state* what) override {
    if (seen_.insert(what).second) waiting_.push_back(what);
  }
  void reaches(coroutine_base*) override {}

  void close() {
    while (!waiting_.empty()) {
      deferred_state* const next = waiting_.back();
      waiting_.pop_back();
      trace_edges(*next, *this);
    }
  }
  template <class Visit>
  void each_held_from_outside(Visit visit) const {
    for (deferred_state* each : seen_) {
      const auto inside = inside_.find(each);
      if (each->references() > (inside == inside_.end() ? 0 : inside->second)) visit(each);
    }
  }
  template <class Visit>
  void each(Visit visit) const {
    for (deferred_state* one : seen_) visit(one);
  }

 private:
  std::unordered_map<deferred_state*, std::uint32_t> inside_;
  std::unordered_set<deferred_state*> seen_;
  std::vector<deferred_state*> waiting_;
};

class marker final : public tracer {
 public:
  void owns(deferred_state* what) override { reaches(what); }
  void reaches(deferred_state* what) override {
    if (deferreds_.insert(what).second) waiting_.push_back(what);
  }
  void reaches(coroutine_base* what) override {
    if (coroutines_.insert(what).second) what->trace(*this);
  }
  void close() {
    while (!waiting_.empty()) {
      deferred_state* const next = waiting_.back();
      waiting_.pop_back();
      trace_edges(*next, *this);
    }
  }
  bool reached(coroutine_base* what) const { return coroutines_.contains(what); }
  bool reached(deferred_state* what) const { return deferreds_.contains(what); }

 private:
  std::unordered_set<deferred_state*> deferreds_;
  std::unordered_set<coroutine_base*> coroutines_;
  std::vector<deferred_state*> waiting_;
};

// Undoes the rings that a deferred is in: what it refers to against the flow leads back to it by its callbacks.
struct ring_breaker final : tracer {
  void owns(deferred_state* what) override {
    const deferred held(what);
    what->drop_callbacks();
  }
  void reaches(deferred_state*) override {}
  void reaches(coroutine_base*) override {}
};

constexpr std::size_t fewest_between = 64;
}  // namespace

collector::collector() : ends_{&ends_, &ends_, nullptr, nullptr}, until_forgetting_(fewest_between) {}

collector::~collector() { discard(); }

void collector::add(coroutine_record& last) noexcept { append(ends_, last); }

void collector::append(coroutine_record& ends, coroutine_record& last) noexcept {
  last.before = ends.before;
  last.after = &ends;
  ends.before->after = &last;
  ends.before = &last;
}

void collector::remove(coroutine_record& record) noexcept {
  record.before->after = record.after;
  record.after->before = record.before;
}

void collector::watch(deferred_state& member) {
  if (until_forgetting_-- == 0) [[unlikely]]
    until_forgetting_ = std::max(fewest_between, forget_unheld());
  watched_ = new (pool::allocate(sizeof(watched))) watched{watched_, deferred(&member)};
}

std::size_t collector::forget_unheld() noexcept {
  std::size_t held = 0;
  watched* unheld = nullptr;
  for (watched** at = &watched_; watched* const each = *at;) {
    if (each->member.state()->references() > 1) {
      at = &each->next;
      ++held;
    } else {
      *at = each->next;
      each->next = std::exchange(unheld, each);
    }
  }
  forget(unheld);
  return held;
}

// One that is forgotten may have been what held another.
void collector::forget(watched* first) noexcept {
  while (watched* const each = first) {
    first = each->next;
    each->~watched();
    pool::release(each, sizeof(watched));
  }
}

// References against the flow own here, so that deferreds hold each other in rings (one that gathers and its members,
// one that preserves a context and the one it is chained to). Those that nothing can reach are undone by hand, once the
// coroutines among them are gone.
std::size_t collector::destroy_suspended(bool reachable_too) {
  forget_unheld();
  std::vector<coroutine_record*> suspended;
  for (coroutine_record* at = ends_.after; at != &ends_; at = at->after)
    if (at->coroutine->suspended()) suspended.push_back(at);
  if (suspended.empty() && !watched_) return 0;

  census counted;
  for (const coroutine_record* each : suspended) each->coroutine->trace(counted);
  for (const watched* each = watched_; each; each = each->next) counted.owns(each->member.state());
  counted.close();
  marker reached;
  counted.each_held_from_outside([&](deferred_state* root) { reached.reaches(root); });
  reached.close();
  std::vector<deferred> unreachable;
  counted.each([&](deferred_state* each) {
    if (!reached.reached(each)) unreachable.emplace_back(each);
  });

  // Each holds what it waits for, so that destroying one does not orphan another before its turn; but a variable that
  // dies may run code that resumes another, which then may end, and takes itself off the list.
  coroutine_record doomed{&doomed, &doomed, nullptr, nullptr};
  for (coroutine_record* each : suspended) {
    if (reached.reached(each->coroutine) && !reachable_too) continue;
    remove(*each);
    append(doomed, *each);
  }
  std::size_t destroyed = 0;
  for (; doomed.after != &doomed; ++destroyed) doomed.after->coroutine->destroy();
  for (const deferred& each : unreachable) each.state()->drop_callbacks();
  return destroyed;
}

std::size_t collector::collect() { return destroy_suspended(false); }

void collector::abandon() {
  for (const coroutine_record* at = ends_.after; at != &ends_;) {
    const bool suspended = at->coroutine->suspended();
    if (suspended) at->coroutine->destroy();
    at = suspended ? ends_.after : at->after;
  }
  ring_breaker breaker;
  watched* const rings = std::exchange(watched_, nullptr);  // what is dropped may run code that makes others
  for (const watched* each = rings; each; each = each->next) {
    const deferred_state& state = *each->member.state();
    if (deferred_state* const other = state.paused_on()) breaker.owns(other);
    if (const source* const it = state.get_source()) it->ops->trace(it, state, breaker);
  }
  forget(rings);
}

// What is destroyed, or dropped, may start something that suspends in its turn.
void collector::discard() {
  do {
    while (destroy_suspended(true)) {
    }
    forget(std::exchange(watched_, nullptr));
  } while (watched_ || destroy_suspended(true));
}

}  // namespace ctxlab
