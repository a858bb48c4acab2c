// Story: a request has a piece of work done on another thread.
// Asked: whose name is on the work's line?
#include "scenarios/stories/catalogue/row.hpp"
#include "scenarios/stories/catalogue/worker.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

template <class S>
void work(S s) {
  s.log("r1: on another thread");
}

template <class S>
void hands_off(S s, worker_ptr other) {
  const auto in = s.enter(context::make("r1"));
  const S inside = in;
  other->run([&inside] { work<S>(inside); });
}

template <class S>
void sends_it_along(S s, worker_ptr other) {
  const auto in = s.enter(context::make("r1"));
  const context_ptr mine(in.current());
  other->run([&mine] { S::on_worker(mine, work<S>); });
}

constexpr std::string_view asked = "Whose name is on the work's line?";

const registration wrong(row(19, variant::naive, "catalogue/19-thread-hand-off",
                             "Work is handed to another thread as it is.", asked,
                             {{"language", "the other thread has a context of its own, and it is empty", {"lost"}}}),
                         [](auto s, testbed bed) {
                           bed.start(s, 0, hands_off<decltype(s)>, std::make_shared<worker>());
                         });

const registration mended(row(19, variant::remedy, "catalogue/19-thread-hand-off-mended",
                              "The context goes along to the other thread.", asked,
                              {{"language", "the work runs in the context that came along", {}}}),
                          [](auto s, testbed bed) {
                            bed.start(s, 0, sends_it_along<decltype(s)>, std::make_shared<worker>());
                          });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
