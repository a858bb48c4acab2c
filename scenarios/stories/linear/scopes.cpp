// Story: the function that enters the request's context also waits: inside the scope, as the document's
// handle_request does, or after having left it, as the document's alternative does.
// Asked: under which convention may a scope be held over a wait, and under which must it be left first?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

template <class S>
coroutine<S> work(S s) {
  s.log("r1: phew");
  co_await s.sleep(2);
  s.log("r1: woke");
}

template <class S>
coroutine<S> held(S s) {
  {
    const auto in = s.enter(context::make("r1"));
    co_await work<S>(in);
    in.log("r1: finished");
  }
  s.log("nobody: after");
}

template <class S>
deferred left(S s) {
  deferred d;
  {
    const auto in = s.enter(context::make("r1"));
    d = work<S>(in);
  }
  s.add_callback(d, [s] { s.log("r1: finished"); });
  return d;
}

template <class S>
coroutine<S> left_then_awaited(S s) {
  deferred d;
  {
    const auto in = s.enter(context::make("r1"));
    d = work<S>(in);
  }
  s.add_callback(d, [s] { s.log("r1: finished"); });
  co_await d;
  s.log("nobody: after");
}

template <class S>
void others(S s, testbed bed) {
  bed.another(s, 0);
  bed.another(s, 3);
}

const registration scope_held(
    {.name = "linear/scope-held",
     .kind = variant::naive,
     .story = "A function enters the request's context and waits inside the scope.",
     .asked = "Does the scope come to its right end, and is the reactor clean meanwhile?",
     .source = "document: Using logcontexts with Deferreds, handle_request",
     .predictions = {{"rules", "a lot of code (including the example above) just works", {}},
                     {"alternative",
                      "mixing with LoggingContext blocks and inlineCallbacks in the same function leads to slightly "
                      "counter-intuitive code",
                      {"leaked", "turn-leak", "never-clean"}}}},
    [](auto s, testbed bed) {
      bed.start(s, 0, held<decltype(s)>);
      bed.another(s, 1);
      bed.another(s, 3);
    });

const registration scope_left(
    {.name = "linear/scope-left",
     .kind = variant::naive,
     .story = "A function enters the request's context, starts the work, leaves, and adds a callback.",
     .asked = "Is the reactor clean, and is the callback's line the request's?",
     .source = "document: Was all this really necessary?, first snippet",
     .predictions = {{"alternative",
                      "start off the background process, and then leave the with block to wait for it",
                      {}}}},
    [](auto s, testbed bed) {
      bed.start(s, 0, left<decltype(s)>);
      others(s, bed);
    });

const registration then_awaited(
    {.name = "linear/leave-then-wait-callback",
     .kind = variant::naive,
     .story = "A coroutine enters the request's context, starts the work, leaves, and waits for it.",
     .asked = "In whose name is the line after the wait?",
     .source = "document: Was all this really necessary?, first snippet, waited for"},
    [](auto s, testbed bed) {
      bed.start(s, 0, left_then_awaited<decltype(s)>);
      others(s, bed);
    });

}  // namespace
}  // namespace ctxlab::scenarios
