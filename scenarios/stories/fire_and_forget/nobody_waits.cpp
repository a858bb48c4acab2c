// Story: a request does something in the foreground, starts two background steps for which it does not wait, and
// logs that it is complete.
// Asked: in whose name are the request's last line and the background's lines, and what is left in the reactor?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

template <class S>
coroutine<S> foreground_operation(S s) {
  co_await s.sleep(1);
}

template <class S>
coroutine<S> background_operation(S s, const char* owner) {
  co_await s.sleep(1);
  say(s, owner, "first step");
  co_await s.sleep(1);
  say(s, owner, "second step");
}

template <class S>
coroutine<S> naive(S s) {
  co_await foreground_operation<S>(s);
  background_operation<S>(s, "r1");
  s.log("r1: complete");
}

template <class S>
coroutine<S> preserved(S s) {
  co_await foreground_operation<S>(s);
  {
    const auto out = s.preserve();
    background_operation<S>(out, "nobody");
  }
  s.log("r1: complete");
}

template <class S>
coroutine<S> preserved_with_its_own(S s) {
  co_await foreground_operation<S>(s);
  {
    const auto out = s.preserve();
    out.request(context::make("bg"), background_operation<S>, "bg");
  }
  s.log("r1: complete");
}

template <class S>
coroutine<S> holds_its_own(S s) {
  const auto in = s.enter(context::make("bg"));
  co_await background_operation<S>(in, "bg");
}

template <class S>
coroutine<S> preserved_scope_held(S s) {
  co_await foreground_operation<S>(s);
  {
    const auto out = s.preserve();
    holds_its_own<S>(out);
  }
  s.log("r1: complete");
}

template <class S>
coroutine<S> run_in_background(S s) {
  co_await foreground_operation<S>(s);
  s.background(background_operation<S>, "r1");
  s.log("r1: complete");
}

template <class S>
coroutine<S> serve(S s, coroutine<S> (*do_request_handling)(S)) {
  co_await s.request(context::make("r1"), do_request_handling);
  s.log("nobody: after");
}

template <class S>
void tell(S s, testbed bed, coroutine<S> (*do_request_handling)(S)) {
  bed.start(s, 0, serve<S>, do_request_handling);
  bed.another(s, 4);
}

const registration plainly(
    {.name = "fire-and-forget/naive",
     .kind = variant::naive,
     .story = "A request calls background work and does not wait for it.",
     .asked = "Does the request lose its context, and does the background work leak it?",
     .source = "document: Fire-and-forget, first snippet; element-hq/synapse#18964",
     .predictions =
         {{"rules",
           "'Request handling complete' will be logged without any context; the logcontext will leak into the "
           "reactor and possibly get attached to some arbitrary future operation",
           {"lost", "leaked", "turn-leak"}}}},
    [](auto s, testbed bed) { tell(s, bed, naive<decltype(s)>); });

const registration cleared(
    {.name = "fire-and-forget/preserved",
     .kind = variant::remedy,
     .story = "A request starts background work in a cleared scope.",
     .asked = "Is nothing lost and nothing leaked, at the price of the name on the background's lines?",
     .source = "document: Fire-and-forget, option one",
     .predictions = {{"rules",
                      "start background_operation off in the empty logcontext, to avoid leaking the current context",
                      {}}}},
    [](auto s, testbed bed) { tell(s, bed, preserved<decltype(s)>); });

const registration named({.name = "fire-and-forget/preserved-own-context",
                          .kind = variant::remedy,
                          .story = "A request starts background work in a cleared scope, as a request of its own.",
                          .asked = "Does a context of its own give the background's lines a name?",
                          .source = "document: Fire-and-forget, option one (setting a different logcontext)",
                          .predictions = {{"rules", "that might be fixed by setting a different logcontext", {}}}},
                         [](auto s, testbed bed) { tell(s, bed, preserved_with_its_own<decltype(s)>); });

const registration held(
    {.name = "fire-and-forget/preserved-scope-held",
     .kind = variant::naive,
     .story = "The background work enters its own context and holds the scope over its waits.",
     .asked = "May background work hold its scope?",
     .source = "document: Fire-and-forget, option one (via a with LoggingContext in background_operation)",
     .predictions = {{"rules",
                      "that might be fixed by setting a different logcontext via a with LoggingContext(...)",
                      {}}}},
    [](auto s, testbed bed) { tell(s, bed, preserved_scope_held<decltype(s)>); });

const registration in_background(
    {.name = "fire-and-forget/run-in-background",
     .kind = variant::idiomatic,
     .story = "A request runs work in the background.",
     .asked = "Is nothing lost and nothing leaked, and does the background keep the request's name?",
     .source = "document: Fire-and-forget, option two",
     .predictions = {{"rules", "doesn't reset the logcontext even when it returns an incomplete deferred", {}},
                     {"alternative", "functions always preserve the logcontext of their caller", {}}}},
    [](auto s, testbed bed) { tell(s, bed, run_in_background<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios
