// Story: work in a context of its own fails, at once or after a wait, and the request that called it catches the
// exception.
// Asked: is the request back in its own context where it catches?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

template <class S>
coroutine<S> bad(S s, bool waits) {
  s.log("r2: about to fail");
  if (waits) co_await s.sleep(1);
  throw std::runtime_error("bad");
}

template <class S>
coroutine<S> handle(S s, bool waits) {
  try {
    co_await s.request(context::make("r2"), bad<S>, waits);
  } catch (const std::runtime_error&) {
    s.log("r1: caught");
  }
  s.log("r1: finished");
}

template <class S>
coroutine<S> serve(S s, bool waits) {
  co_await s.request(context::make("r1"), handle<S>, waits);
  s.log("nobody: after");
}

const registration at_once(
    {.name = "linear/exception-two-contexts",
     .kind = variant::idiomatic,
     .story = "An exception crosses two contexts, and nothing waits.",
     .asked = "Is each context left on the way, and is the caller back in its own?",
     .source = "document: Logcontexts without Deferreds (finally)",
     .predictions = {{"rules", "our function should leave things as it found them", {}},
                     {"alternative", "functions always preserve the logcontext of their caller", {}}}},
    [](auto s, testbed bed) { bed.start(s, 0, serve<decltype(s)>, false); });

const registration later(
    {.name = "linear/exception-after-suspension",
     .kind = variant::idiomatic,
     .story = "Work in its own context waits and then fails; its caller catches.",
     .asked = "Is the caller back in its own context?",
     .source = "document: the rules for functions returning deferreds",
     .predictions =
         {{"rules", "when the deferred completes, it restores the logcontext before running any callbacks", {}},
          {"alternative", "run their callbacks in the same context as the function was originally called in", {}}}},
    [](auto s, testbed bed) { bed.start(s, 0, serve<decltype(s)>, true); });

}  // namespace
}  // namespace ctxlab::scenarios
