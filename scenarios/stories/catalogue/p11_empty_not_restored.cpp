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
void waits_unless_empty(S s, stage on) {
  const context_ptr here(s.current());
  on.wait(baton).add_callback([s, here] {
    if (!here) return woken<S>(s);
    const auto in = s.preserve(here);
    woken<S>(in);
  });
}

template <class S>
void waits(S s, stage on) {
  const context_ptr here(s.current());
  on.wait(baton).add_callback([s, here] {
    const auto in = s.preserve(here);
    woken<S>(in);
  });
}

template <class S>
void posts(S s, stage on) {
  const auto in = s.enter(context::make("r2"));
  in.log("r2: posts");
  on.fire(baton);
  in.log("r2: has posted");
}

template <class S>
void tell(S s, stage on, void (*waiter)(S, stage)) {
  on.start(s, 0, waiter, on);
  on.start(s, 2, posts<S>, on);
}

constexpr std::string_view asked = "Whose name is on the line of the one who is woken?";

const registration wrong(row(11, telling::naive, "catalogue/11-empty-context-not-restored",
                             "A waiter restores the context it noted, unless that was empty.", asked,
                             {{"language", "the waiter runs in the context of the one who posts", {"leaked"}}}),
                         [](auto s, stage on) { tell<decltype(s)>(s, on, waits_unless_empty<decltype(s)>); });

const registration mended(row(11, telling::remedy, "catalogue/11-empty-context-not-restored-mended",
                              "The empty context is restored like any other.", asked,
                              {{"language", "the waiter runs in what it noted", {}}}),
                          [](auto s, stage on) { tell<decltype(s)>(s, on, waits<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
