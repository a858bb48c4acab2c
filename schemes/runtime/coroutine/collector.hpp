// Finds the suspended coroutines that nothing can reach any more, and destroys them: the second way for a chain
// to die, *later*, as under a tracing runtime.
//
// While a collector is installed on a thread, a coroutine created there lives until it ends or a collection
// finds it orphaned, however many references are dropped; cancel_link references own. A collection works by trial
// deletion (as CPython's does): references that come from suspended coroutines, and from the deferreds around
// them, are subtracted from the counts; a deferred with references left is held from outside (a variable of a
// running function, a queue, a timed call) and is a root; what the roots cannot reach is orphaned. So reference
// cycles do not keep a coroutine, provided that its variables are shown to the collector (`variables`); what it
// is not shown counts as held from outside, which errs on the side of keeping.
#pragma once

#include <cstddef>

#include "schemes/runtime/deferred/deferred.hpp"
#include "schemes/runtime/deferred/tracing.hpp"

namespace ctxlab {

class coroutine_base;

// The variables of a coroutine, as far as they hold deferreds. See `traced_by` in coroutine.hpp.
class variables {
 public:
  virtual void trace(tracer& visitor) const = 0;

 protected:
  ~variables() = default;
};

// A coroutine's place in the collector's list; it stands at the end of the coroutine's block.
struct coroutine_record {
  coroutine_record* before;
  coroutine_record* after;
  coroutine_base* coroutine;
  const variables* locals;
};

class collector final : public ring_watcher {
 public:
  // Installs itself on this thread until it dies; then everything still suspended is destroyed (`discard`).
  // Requires: dies on its owner thread, and no coroutine of its time outlives it but by that.
  collector();
  ~collector();
  collector(const collector&) = delete;
  collector& operator=(const collector&) = delete;

  // Destroys every orphaned, suspended coroutine, in the order in which they were called, and says how many.
  std::size_t collect();
  // Destroys every suspended coroutine, orphaned or not.
  void discard();
  // Destroys them, and undoes every ring, without asking what can be reached: a fraction of the cost.
  // Requires: nobody outside uses a deferred of its time any more.
  void abandon();

  // The one installed on this thread, or null.
  static collector* installed() { return static_cast<collector*>(ring_watcher::installed()); }

  // Undoes the ring when nothing can reach it, though no coroutine be in it.
  void watch(deferred_state& member) override;

  void add(coroutine_record& last) noexcept;
  static void remove(coroutine_record& record) noexcept;

 private:
  struct watched {
    watched* next;
    deferred member;
  };

  static void append(coroutine_record& ends, coroutine_record& last) noexcept;
  std::size_t destroy_suspended(bool reachable_too);
  // Says how many are held, and stay.
  std::size_t forget_unheld() noexcept;
  static void forget(watched* first) noexcept;

  coroutine_record ends_;  // of the circular list, in the order of calls
  watched* watched_ = nullptr;
  std::size_t until_forgetting_;  // when as many more are watched, those that nobody else holds are forgotten
};

}  // namespace ctxlab
