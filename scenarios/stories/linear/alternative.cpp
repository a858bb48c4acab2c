// Story: the document's alternative, as it writes it: two steps by callbacks, or by a coroutine, called in the
// request's scope, which is left at once.
// Asked: do all steps run in the context in which they were called, without another word about contexts?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

deferred do_some_io() { return reactor::current().sleep(1); }

// A deferred that runs its callbacks in the context in which the function was called.
template <class S>
deferred do_some_stuff(S s) {
  s.log("r1: some");
  return s.yieldable(do_some_io());
}

template <class S>
coroutine<S> do_some_more_stuff(S s) {
  co_await s.sleep(1);
  s.log("r1: more");
}

template <class S>
deferred by_callbacks(S s) {
  const deferred r = do_some_stuff<S>(s);
  s.add_callback(r, [s] { return do_some_more_stuff<S>(s); });
  return r;
}

template <class S>
coroutine<S> some(S s) {
  s.log("r1: some");
  co_await s.sleep(1);
}

template <class S>
coroutine<S> in_sequence(S s) {
  co_await some<S>(s);
  co_await do_some_more_stuff<S>(s);
  s.log("r1: handled");
}

template <class S, class Handle>
void called_in_a_scope(S s, Handle handle) {
  deferred d;
  {
    const auto in = s.enter(context::make("r1"));
    d = handle(in);
  }
  s.log("nobody: between");
}

template <class S>
void others(S s, testbed bed) {
  bed.another(s, 0);
  bed.another(s, 3);
}

const registration callbacks(
    {.name = "linear/alternative-callbacks",
     .kind = variant::naive,
     .story = "Two steps by callbacks, called in the request's scope, which is left at once.",
     .asked = "Do both steps run in the request's context, and is the reactor clean?",
     .source = "document: Was all this really necessary?, second and third snippet",
     .predictions = {{"alternative",
                      "there is no need for it to worry about clearing the logcontext before doing so",
                      {}}}},
    [](auto s, testbed bed) {
      using S = decltype(s);
      bed.start(s, 0, [](S in) { called_in_a_scope<S>(in, by_callbacks<S>); });
      others(s, bed);
    });

const registration sequence(
    {.name = "linear/alternative-sequence",
     .kind = variant::naive,
     .story = "Two steps by a coroutine, called in the request's scope, which is left at once.",
     .asked = "Does the coroutine have the property for free?",
     .source = "document: Was all this really necessary?, fourth snippet",
     .predictions = {{"alternative", "we automatically get the property of a context-preserving deferred", {}}}},
    [](auto s, testbed bed) {
      using S = decltype(s);
      bed.start(s, 0, [](S in) { called_in_a_scope<S>(in, in_sequence<S>); });
      others(s, bed);
    });

}  // namespace
}  // namespace ctxlab::scenarios
