// Work handed from the reactor's thread to an executor, with a context, and its result handed back.
//
// Contexts and deferreds are counted without atomics, so they never have two threads at a time: what goes along is
// a child of the caller's context, made for the occasion, which is the worker's alone until the work is done and
// then comes home; the deferred waits at home. Nothing of them is counted on the worker. What the work cost there, and
// what it charged itself, is charged to the child, and at home to its ancestors.
#pragma once

#include <functional>

#include "schemes/runtime/context/context.hpp"
#include "schemes/runtime/threads/executor.hpp"

namespace ctxlab {

// What becomes of work that its executor dropped unrun.
struct work_abandoned : std::runtime_error {
  work_abandoned() : std::runtime_error("the executor was shut down before the work could run") {}
};

// Runs `work(child)` on `worker`, where `child` is a new child of `caller`'s (null, and the figures lost, if `caller`
// is null: a probe is told `figures_lost`). The deferred follows no rules; it fires on the home reactor's thread, in a
// turn of its own, with what the work returned or threw; it fails with executor_refused or work_abandoned where the
// work never ran. Keeps the reactor running until then. The caller's log sink and unhandled-failure sink serve the
// worker meanwhile, so they must bear threads. Requires: called on the home reactor's thread; the reactor outlives the
// work.
deferred hand_off(asio_reactor& home, executor& worker, const context_ptr& caller,
                  std::function<result(const context_ptr& child)> work);

}  // namespace ctxlab
