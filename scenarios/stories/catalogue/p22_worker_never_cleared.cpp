// Story: two threads do the work of many requests. The work sets the context where none is set, and never clears it.
// Asked: whose names are on the lines, after each thread's first?
#include "scenarios/stories/catalogue/row.hpp"
#include "scenarios/stories/catalogue/worker.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

template <class S>
void work(S s, const char* name) {
  say(s, name, "on a worker");
}

template <class S>
void never_cleared(S s, worker_ptr there, const char* name) {
  there->run([&] {
    if (s.current()) return work<S>(s, name);
    auto in = open_entered(s, context::make(name));
    work<S>(*in, name);
    there->keep(in.leave_open());
  });
}

template <class S>
void sent_along(S, worker_ptr there, const char* name) {
  const context_ptr its_own = context::make(name);
  there->run([&] { S::on_worker(its_own, work<S>, name); });
}

template <class S>
void tell(S s, testbed bed, void (*request)(S, worker_ptr, const char*)) {
  const worker_ptr threads[] = {std::make_shared<worker>(), std::make_shared<worker>()};
  ticks at = 0;
  for (const char* name : {"r1", "r2", "r3", "r4", "r5", "r6"}) {
    bed.start(s, at, request, threads[at % 2], name);
    ++at;
  }
}

constexpr std::string_view asked = "Whose names are on the lines, after each thread's first?";

const registration wrong(row(22, variant::naive, "catalogue/22-worker-never-cleared",
                             "Two threads set the context for their first request, and never clear it.", asked),
                         [](auto s, testbed bed) { tell<decltype(s)>(s, bed, never_cleared<decltype(s)>); });

const registration mended(row(22, variant::remedy, "catalogue/22-worker-never-cleared-mended",
                              "Each piece of work brings its context, in a scope.", asked),
                          [](auto s, testbed bed) { tell<decltype(s)>(s, bed, sent_along<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
