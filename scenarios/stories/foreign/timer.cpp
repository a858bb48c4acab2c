// Story: two requests wait for timers of a foreign library that are due at the same time. It runs both in one turn.
// Asked: whose are the lines after the wait, and the library's own last one?
#include "scenarios/stories/foreign/wrapped.hpp"

namespace ctxlab::scenarios {
namespace {

template <class S>
using part = coroutine<S> (*)(S, testbed, std::shared_ptr<foreign::timers>, const char*, int);

// The callback completes the deferred then and there.
template <class S>
coroutine<S> waits_raw(S s, testbed, std::shared_ptr<foreign::timers> library, const char* name, int delay) {
  say(s, name, "begins");
  const deferred it = deferred::make();
  library->after(name, delay, [it] { it.fire(); });
  co_await deferred(it);
  say(s, name, "goes on");
}

// It completes it in a turn of its own, and the wait follows the rules.
template <class S>
coroutine<S> waits(S s, testbed bed, std::shared_ptr<foreign::timers> library, const char* name, int delay) {
  say(s, name, "begins");
  deferred it =
      bed.called_back([&](const foreign::callback& done) { shown(s, [&] { library->after(name, delay, done); }); });
  co_await s.yieldable(std::move(it));
  say(s, name, "goes on");
}

template <class S>
deferred serve(S s, testbed bed, std::shared_ptr<foreign::timers> library, const char* name, int delay, part<S> how) {
  return s.request(context::make(name), how, bed, std::move(library), name, delay);
}

template <class S>
void tell(S s, testbed bed, part<S> how) {
  const auto library = std::make_shared<foreign::timers>(bed.logger(), the_loop());
  bed.start(s, 0, serve<S>, bed, library, "r1", 4, how);
  bed.start(s, 2, serve<S>, bed, library, "r2", 2, how);
}

constexpr std::string_view asked = "Whose are the lines after the wait, and the library's own last one?";
constexpr std::string_view source = "issue: timers made by someone else";

const registration raw({.name = "foreign/timer-raw",
                        .kind = variant::naive,
                        .story = "Two requests are woken by a foreign library's timers, both in one turn.",
                        .asked = asked,
                        .source = source},
                       [](auto s, testbed bed) { tell(s, bed, waits_raw<decltype(s)>); });

const registration wrapped(
    {.name = "foreign/timer-wrapped",
     .kind = variant::remedy,
     .story = "A foreign library's timers wake two requests, each by a deferred in a turn of its own.",
     .asked = asked,
     .source = source},
    [](auto s, testbed bed) { tell(s, bed, waits<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios
