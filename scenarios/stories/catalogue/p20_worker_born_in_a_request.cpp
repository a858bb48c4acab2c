// Story: r1 is the first to need a pool's thread, which is made then, and inherits what is current. Later r2 has work
// done there.
// Asked: whose name is on r2's line?
#include "scenarios/stories/catalogue/row.hpp"
#include "scenarios/stories/catalogue/worker.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

template <class S>
void work(S s, const char* name) {
  say(s, name, "on the worker");
}

template <class S>
void is_born(S s, worker_ptr made) {
  const context_ptr inherited(s.current());
  made->lend(inherited);
  made->run([&] { made->keep(open_preserved(S(), inherited).leave_open()); });
}

template <class S>
void is_born_empty(S, worker_ptr) {}

template <class S>
void runs_there(S s, worker_ptr there, const char* name) {
  there->run([&] { work<S>(s, name); });
}

template <class S>
void sends_it_along(S s, worker_ptr there, const char* name) {
  const context_ptr mine(s.current());
  there->run([&] { S::on_worker(mine, work<S>, name); });
}

template <class S>
using birth = void (*)(S, worker_ptr);
template <class S>
using call = void (*)(S, worker_ptr, const char*);

template <class S>
void request(S s, const char* name, worker_ptr there, birth<S> first, call<S> runs) {
  const auto in = s.enter(context::make(name));
  if (first) first(in, there);
  runs(in, there, name);
}

template <class S>
void tell(S s, testbed bed, birth<S> first, call<S> runs) {
  const auto there = std::make_shared<worker>();
  bed.start(s, 0, request<S>, "r1", there, first, runs);
  bed.start(s, 1, request<S>, "r2", there, birth<S>(), runs);
}

constexpr std::string_view asked = "Whose name is on the second request's line?";

const registration wrong(row(20, variant::naive, "catalogue/20-worker-born-in-a-request",
                             "A thread inherits the context of the request that it was made for.", asked),
                         [](auto s, testbed bed) {
                           using S = decltype(s);
                           tell<S>(s, bed, is_born<S>, runs_there<S>);
                         });

const registration mended(row(20, variant::remedy, "catalogue/20-worker-born-in-a-request-mended",
                              "The thread inherits nothing, and each piece of work brings its context.", asked),
                          [](auto s, testbed bed) {
                            using S = decltype(s);
                            tell<S>(s, bed, is_born_empty<S>, sends_it_along<S>);
                          });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
