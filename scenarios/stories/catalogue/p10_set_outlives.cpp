// Story: an event sets the context, and does not put back what was there. Another event follows, for nobody.
// Asked: whose name is on the other event's line?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

template <class S>
void sets_it(S s, testbed bed) {
  auto in = open_entered(s, context::make("r1"));
  in->log("r1: set");
  never_close(bed, in.leave_open());
}

template <class S>
void sets_and_restores(S s, testbed) {
  const auto in = s.enter(context::make("r1"));
  in.log("r1: set");
}

template <class S>
void next_event(S s) {
  s.log("nobody: next event");
}

// At 2, when the competing request sleeps: under some schemes it clears what it finds when it sleeps again.
template <class S>
void tell(S s, testbed bed, void (*event)(S, testbed)) {
  bed.start(s, 2, event, bed);
  bed.start(s, 3, next_event<S>);
}

constexpr std::string_view asked = "Whose name is on the next event's line?";

const registration wrong(row(10, variant::naive, "catalogue/10-set-outlives-its-callback",
                             "An event sets the context and leaves it set.", asked,
                             {{"language",
                               "the context that a callback set is still there in the next one",
                               {"leaked", "turn-leak", "never-clean"}}}),
                         [](auto s, testbed bed) { tell<decltype(s)>(s, bed, sets_it<decltype(s)>); });

const registration mended(row(10, variant::remedy, "catalogue/10-set-outlives-its-callback-mended",
                              "The event sets the context in a scope.", asked,
                              {{"language", "the scope puts back what was there", {}}}),
                          [](auto s, testbed bed) { tell<decltype(s)>(s, bed, sets_and_restores<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
