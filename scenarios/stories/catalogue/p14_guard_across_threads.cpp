// Story: a coroutine sets the context with a guard, and holds it while it waits; the rest of it runs on another thread.
// Asked: whose name is on the rest's line, and on that of the first thread's next task?
#include "scenarios/stories/catalogue/row.hpp"
#include "scenarios/stories/catalogue/worker.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

template <class S>
void rest(S s) {
  s.log("r1: the rest, on another thread");
}

template <class S>
coroutine<S> holds_its_guard(S s, worker_ptr other) {
  const auto guard = s.enter(context::make("r1"));
  guard.log("r1: starts");
  co_await reactor::current().sleep(2);
  const S in = guard;
  other->run([&in] { rest<S>(in); });
}

template <class S>
coroutine<S> handle(S s, worker_ptr other) {
  s.log("r1: starts");
  co_await s.sleep(2);
  const context_ptr mine(s.current());
  other->run([&mine] { S::on_worker(mine, rest<S>); });
}

template <class S>
coroutine<S> sends_it_along(S s, worker_ptr other) {
  co_await s.request(context::make("r1"), handle<S>, std::move(other));
}

template <class S>
void next_task(S s) {
  s.log("nobody: next task");
}

// At 2, when the competing request sleeps: under some schemes it clears what it finds when it sleeps again.
template <class S>
void tell(S s, testbed bed, coroutine<S> (*how)(S, worker_ptr)) {
  bed.start(s, 2, how, std::make_shared<worker>());
  bed.start(s, 3, next_task<S>);
}

constexpr std::string_view asked = "Whose name is on the rest's line, and on the first thread's next task?";

const registration wrong(row(14, variant::naive, "catalogue/14-guard-across-threads",
                             "A guard is held over a wait after which another thread goes on.", asked),
                         [](auto s, testbed bed) { tell(s, bed, holds_its_guard<decltype(s)>); });

const registration mended(row(14, variant::remedy, "catalogue/14-guard-across-threads-mended",
                              "The context is left before the wait, and goes along to the other thread.", asked),
                          [](auto s, testbed bed) { tell(s, bed, sends_it_along<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
