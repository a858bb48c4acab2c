// Story: a request is handled from start to end without a deferred, its context entered by a scope or by hand.
// Asked: is it enough that a function leaves the context as it found it?
#include "scenarios/suite/story.hpp"

namespace ctxlab::scenarios {
namespace {

template <class S>
void do_request_handling(S s) {
  s.log("r1: phew");
}

template <class S>
void in_a_scope(S s) {
  {
    const auto in = s.enter(context::make("r1"));
    do_request_handling<S>(in);
    in.log("r1: finished");
  }
  s.log("nobody: after");
}

// Sets the context, and puts back what it was at the end, whatever happens.
template <class S>
void by_hand(S s) {
  const context_ptr request_context = context::make("r1");
  {
    const auto in = s.preserve(request_context);
    do_request_handling<S>(in);
    in.log("r1: finished");
  }
  s.log("nobody: after");
}

const std::vector<prediction> enough = {
    {"rules", "things are simple enough", {}},
    {"alternative", "functions always preserve the logcontext of their caller", {}}};

const registration scope({.name = "linear/without-deferreds",
                          .kind = variant::idiomatic,
                          .story = "A request is handled without deferreds, in a scope of its context.",
                          .asked = "Is it enough that a function leaves things as it found them?",
                          .source = "document: Logcontexts without Deferreds, second snippet",
                          .predictions = enough},
                         [](auto s, testbed bed) { bed.start(s, 0, in_a_scope<decltype(s)>); });

const registration hand(
    {.name = "linear/without-deferreds-by-hand",
     .kind = variant::neutral,
     .story = "A request is handled without deferreds, in a context that the function itself sets and puts back.",
     .asked = "Does the written-out form do what the scope does?",
     .source = "document: Logcontexts without Deferreds, first snippet",
     .predictions = enough},
    [](auto s, testbed bed) { bed.start(s, 0, by_hand<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios
