// Story: foreign code logs while a request uses it. It was given a logger, and nothing else.
// Asked: does the logger's flag find whose line it is, on the request's thread and on another?
#include "scenarios/stories/foreign/wrapped.hpp"

namespace ctxlab::scenarios {
namespace {

// A connection is lent and given back at once, which the pool logs.
void uses(foreign::connection_pool& library, const std::string& who) {
  library.borrow(who, [] {});
  library.give_back(who);
}

using pool_ptr = std::shared_ptr<foreign::connection_pool>;

template <class S>
coroutine<S> handle(S s, testbed, pool_ptr library) {
  uses(*library, "r1");
  co_await s.sleep(2);
  uses(*library, "r1");
}

template <class S>
coroutine<S> shows(S s, testbed, pool_ptr library) {
  shown(s, [&] { uses(*library, "r1"); });
  co_await s.sleep(2);
  shown(s, [&] { uses(*library, "r1"); });
}

template <class S>
void on_thread(S s, pool_ptr library) {
  shown(s, [&] { uses(*library, "r1-thread"); });
}

template <class S>
coroutine<S> defers(S s, testbed bed, pool_ptr library) {
  deferred there = defer_to_thread(s, bed.home(), bed.pool(), on_thread<S>, library);
  co_await std::move(there);
  shown(s, [&] { uses(*library, "r1"); });
}

template <class S>
deferred serve(S s, testbed bed, coroutine<S> (*how)(S, testbed, pool_ptr)) {
  const context_ptr mine = context::make("r1");
  mine->put("user", "alice");
  return s.request(mine, how, bed, std::make_shared<foreign::connection_pool>(bed.logger(), 1));
}
template <class S>
void for_nobody(S, testbed bed) {
  foreign::connection_pool library(bed.logger(), 1);
  uses(library, "nobody");
}

template <class S>
void tell(S s, testbed bed, coroutine<S> (*how)(S, testbed, pool_ptr)) {
  bed.start(s, 0, serve<S>, bed, how);
  bed.start(s, 1, for_nobody<S>, bed);
}

constexpr std::string_view asked = "Does the logger's flag find whose line it is?";
constexpr std::string_view source = "issue: a line of any thread, also of code that has never heard of contexts";

const registration raw({.name = "foreign/logs-by-itself",
                        .kind = variant::naive,
                        .story = "Foreign code logs while a request uses it, plainly.",
                        .asked = asked,
                        .source = source},
                       [](auto s, testbed bed) { tell(s, bed, handle<decltype(s)>); });

const registration wrapped(
    {.name = "foreign/logs-by-itself-shown",
     .kind = variant::remedy,
     .story = "Foreign code logs for a request where the scheme shows the context to code that is given none.",
     .asked = asked,
     .source = source,
     .needs = {feature::ambient}},
    [](auto s, testbed bed) { tell(s, bed, shows<decltype(s)>); });

const registration thread({.name = "foreign/logs-on-a-thread",
                           .kind = variant::remedy,
                           .story = "Foreign code logs in work that a request deferred to a thread.",
                           .asked = asked,
                           .source = source,
                           .needs = {feature::ambient, feature::threads}},
                          [](auto s, testbed bed) { tell(s, bed, defers<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios
