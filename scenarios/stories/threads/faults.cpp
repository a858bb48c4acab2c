// Story: work that was deferred to a thread is refused, dropped unrun, or throws; another request comes next.
// Asked: does its request hear of it once, under its own name, and is the next one untouched?
#include "scenarios/suite/story.hpp"
#include "schemes/defer_to_thread.hpp"

namespace ctxlab::scenarios {
namespace {

enum class fault { refused, dropped, throws };

template <class S>
void works(S, fault which) {
  if (which == fault::throws) throw std::runtime_error("thrown on the thread");
}

// Threads that never come to the work that is queued.
void drop(testbed bed, std::shared_ptr<thread_pool> pool) {
  bed.home().post([pool] { pool->shut_down(); });
}

template <class S>
coroutine<S> asks(S s, testbed bed, const char* name, fault which) {
  say(s, name, "begins");
  const auto idle = std::make_shared<thread_pool>(0);
  if (which == fault::refused) idle->shut_down();
  executor& by = which == fault::throws ? bed.pool() : *idle;
  deferred there = defer_to_thread(s, bed.home(), by, works<S>, which);
  if (which == fault::dropped) drop(bed, idle);
  try {
    co_await std::move(there);
    say(s, name, "it ran");
  } catch (const executor_refused&) {
    say(s, name, "it was refused");
    bed.note("refused");
  } catch (const work_abandoned&) {
    say(s, name, "it was dropped");
    bed.note("dropped");
  } catch (const std::runtime_error&) {
    say(s, name, "it threw");
    bed.note("thrown");
  }
}

template <class S>
coroutine<S> next(S s) {
  say(s, "r2", "begins");
  co_await s.sleep(1);
  say(s, "r2", "ends");
}

template <class S>
deferred serve(S s, testbed bed, fault which) {
  return s.request(context::make("r1"), asks<S>, bed, "r1", which);
}
template <class S>
deferred serve_next(S s) {
  return s.request(context::make("r2"), next<S>);
}

template <fault Which, class S>
void tell(S s, testbed bed) {
  bed.start(s, 0, serve<S>, bed, Which);
  bed.start(s, 3, serve_next<S>);
}

const registration refuses({.name = "threads/executor-refuses",
                            .kind = variant::idiomatic,
                            .story = "A request defers work to a pool that has been shut down.",
                            .asked = "Does it hear of that once, and is the next request untouched?",
                            .source = "issue: an executor that refuses work",
                            .needs = {feature::threads}},
                           [](auto s, testbed bed) { tell<fault::refused>(s, bed); });

const registration shut_down({.name = "threads/pool-shut-down-with-work-queued",
                              .kind = variant::idiomatic,
                              .story = "A pool is shut down while a request's work is queued there.",
                              .asked = "Does the request hear of that once, and is the next one untouched?",
                              .source = "issue: a pool that is shut down with work queued",
                              .needs = {feature::threads}},
                             [](auto s, testbed bed) { tell<fault::dropped>(s, bed); });

const registration throws({.name = "threads/throws-on-a-foreign-thread",
                           .kind = variant::idiomatic,
                           .story = "Work that a request deferred to a thread throws there.",
                           .asked = "Does the request hear of that once, and is the next one untouched?",
                           .source = "issue: an operation that throws on a foreign thread",
                           .needs = {feature::threads}},
                          [](auto s, testbed bed) { tell<fault::throws>(s, bed); });

}  // namespace
}  // namespace ctxlab::scenarios
