#include "schemes/collector.hpp"

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

 private:
  std::unordered_set<deferred_state*> deferreds_;
  std::unordered_set<coroutine_base*> coroutines_;
  std::vector<deferred_state*> waiting_;
};

}  // namespace

collector::collector() : outer_(collector_), ends_{&ends_, &ends_, nullptr, nullptr} { collector_ = this; }

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

std::size_t collector::collect() {
  std::vector<coroutine_base*> suspended;
  for (const coroutine_record* at = ends_.after; at != &ends_; at = at->after)
    if (at->coroutine->suspended()) suspended.push_back(at->coroutine);

  census counted;
  for (const coroutine_base* each : suspended) each->trace(counted);
  counted.close();
  marker reached;
  counted.each_held_from_outside([&](deferred_state* root) { reached.reaches(root); });
  reached.close();

  // Each holds what it waits for, so that destroying one cannot end another before its turn.
  std::size_t destroyed = 0;
  for (coroutine_base* each : suspended) {
    if (reached.reached(each)) continue;
    each->destroy();
    ++destroyed;
  }
  return destroyed;
}

void collector::discard() {
  for (coroutine_record* at = ends_.after; at != &ends_;) {
    if (!at->coroutine->suspended()) {
      at = at->after;
      continue;
    }
    at->coroutine->destroy();
    at = ends_.after;
  }
}

}  // namespace ctxlab
