// Story: somebody with no context waits on a baton, and notes what is current, to restore it when woken: if it was
// anything. r2 posts the baton.
// Asked: whose name is on the woken one's line?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

constexpr std::string_view baton = "baton";

template <class S>
void woken(S s) {
  s.log("nobody: woken");
}

template <class S>
void waits_unless_empty(S s, testbed bed) {
  const context_ptr here(s.current());
  bed.wait(baton).add_callback([s, here] {
    if (!here) return woken<S>(s);
    const auto in = s.preserve(here);
    woken<S>(in);
  });
}

template <class S>
void waits(S s, testbed bed) {
  const context_ptr here(s.current());
  bed.wait(baton).add_callback([s, here] {
    const auto in = s.preserve(here);
    woken<S>(in);
  });
}

template <class S>
void posts(S s, testbed bed) {
  const auto in = s.enter(context::make("r2"));
  in.log("r2: posts");
  bed.fire(baton);
  in.log("r2: has posted");
}

template <class S>
void tell(S s, testbed bed, void (*waiter)(S, testbed)) {
  bed.start(s, 0, waiter, bed);
  bed.start(s, 2, posts<S>, bed);
}

constexpr std::string_view asked = "Whose name is on the line of the one who is woken?";

const registration wrong(row(11, variant::naive, "catalogue/11-empty-context-not-restored",
                             "A waiter restores the context it noted, unless that was empty.", asked,
                             {{"language", "the waiter runs in the context of the one who posts", {"leaked"}}}),
                         [](auto s, testbed bed) { tell<decltype(s)>(s, bed, waits_unless_empty<decltype(s)>); });

const registration mended(row(11, variant::remedy, "catalogue/11-empty-context-not-restored-mended",
                              "The empty context is restored like any other.", asked,
                              {{"language", "the waiter runs in what it noted", {}}}),
                          [](auto s, testbed bed) { tell<decltype(s)>(s, bed, waits<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
