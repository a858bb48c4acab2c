// Story: a coroutine of r1 goes on on another thread. Its compiler has asked before the wait where the thread keeps its
// context, and uses that address after it.
// Asked: whose name is on the line on the other thread, and on that of the first thread's next task?
//
// Writing a variable of another thread is a race, so that the story does on the first thread what is written there. The
// compilers themselves are tried in schemes/test_moved_coroutines.cpp.
#include "scenarios/stories/catalogue/row.hpp"
#include "scenarios/stories/catalogue/worker.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

template <class S>
void resumed(S s) {
  s.log("r1: goes on, on another thread");
}

template <class S>
void at_the_kept_address(S s, testbed bed, worker& other, context_ptr of) {
  auto written = open_preserved(s, of);
  const S in = *written;
  never_close(bed, written.leave_open());
  other.run([&in] { resumed<S>(in); });
}

template <class S>
void at_the_threads_own(S, testbed, worker& other, context_ptr of) {
  other.run([&of] { S::on_worker(of, resumed<S>); });
}

template <class S>
coroutine<S> moves(S s, testbed bed, worker_ptr other, void (*install)(S, testbed, worker&, context_ptr)) {
  const context_ptr of = context::make("r1");
  co_await s.sleep(1);
  install(s, bed, *other, of);
}

template <class S>
void next_task(S s) {
  s.log("nobody: next task");
}

// From 1 on, so that the competing request sleeps while the next task runs.
template <class S>
void tell(S s, testbed bed, void (*install)(S, testbed, worker&, context_ptr)) {
  bed.start(s, 1, moves<S>, bed, std::make_shared<worker>(), install);
  bed.start(s, 3, next_task<S>);
}

constexpr std::string_view asked = "Whose name is on the line on the other thread, and on the first one's next task?";

const registration wrong(row(30, variant::naive, "catalogue/30-address-kept",
                             "The address of a thread-local variable is kept over a suspension.", asked),
                         [](auto s, testbed bed) { tell(s, bed, at_the_kept_address<decltype(s)>); });

const registration mended(row(30, variant::remedy, "catalogue/30-address-kept-mended",
                              "The address is asked for anew on the thread that goes on.", asked),
                          [](auto s, testbed bed) { tell(s, bed, at_the_threads_own<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
