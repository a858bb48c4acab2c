#include "schemes/collector.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "schemes/coroutine.hpp"

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

// What a deferred refers to against the flow.
struct upstream_of final : tracer {
  std::vector<deferred> held;
  void owns(deferred_state* what) override { held.emplace_back(what); }
  void reaches(deferred_state*) override {}
  void reaches(coroutine_base*) override {}
};

constexpr std::size_t fewest_watched = 64;
}

collector::collector()
    : outer_(collector_), ends_{&ends_, &ends_, nullptr, nullptr}, forget_at_(fewest_watched) {
  collector_ = this;
}

collector::~collector() {
  discard();
  collector_ = outer_;
}

void collector::add(coroutine_record& last) noexcept {
  last.before = ends_.before;
  last.after = &ends_;
  ends_.before->after = &last;
  ends_.before = &last;
}

void collector::remove(coroutine_record& which) noexcept {
  which.before->after = which.after;
  which.after->before = which.before;
}

void collector::watch(deferred_state& what) {
  if (watched_.size() >= forget_at_) {
    forget_unheld();
    forget_at_ = std::max(fewest_watched, 2 * watched_.size());
  }
  watched_.emplace_back(&what);
}

// One that is forgotten may have been what held another.
void collector::forget_unheld() {
  const auto first = std::partition(watched_.begin(), watched_.end(),
                                    [](const deferred& each) { return each.state()->references() > 1; });
  const std::vector<deferred> forgotten(std::make_move_iterator(first), std::make_move_iterator(watched_.end()));
  watched_.erase(first, watched_.end());
}

// Upstream references own here, so that deferreds hold each other in rings (one that gathers and its members, one
// that preserves a context and the one it is chained to). Those that nothing can reach are undone by hand, once the
// coroutines among them are gone.
std::size_t collector::destroy_suspended(bool reachable_too) {
  std::vector<coroutine_base*> suspended;
  for (const coroutine_record* at = ends_.after; at != &ends_; at = at->after)
    if (at->coroutine->suspended()) suspended.push_back(at->coroutine);
  forget_unheld();
  if (suspended.empty() && watched_.empty()) return 0;

  census counted;
  for (const coroutine_base* each : suspended) each->trace(counted);
  for (const deferred& each : watched_) counted.owns(each.state());
  counted.close();
  marker reached;
  counted.each_held_from_outside([&](deferred_state* root) { reached.reaches(root); });
  reached.close();
  std::vector<deferred> unreachable;
  counted.each([&](deferred_state* each) {
    if (!reached.reached(each)) unreachable.emplace_back(each);
  });

  // Each holds what it waits for, so that destroying one cannot end another before its turn.
  std::size_t destroyed = 0;
  for (coroutine_base* each : suspended) {
    if (reached.reached(each) && !reachable_too) continue;
    each->destroy();
    ++destroyed;
  }
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
  for (const deferred& each : watched_) {
    upstream_of all;
    if (deferred_state* const other = each.state()->paused_on()) all.owns(other);
    if (const source* const it = each.state()->get_source()) it->ops->trace(it, *each.state(), all);
    for (const deferred& one : all.held) one.state()->drop_callbacks();
  }
  watched_.clear();
}

// What is destroyed may start something that suspends in its turn.
void collector::discard() {
  while (destroy_suspended(true)) {
  }
  watched_.clear();
}

}  // namespace ctxlab
