// Story: r1 waits. r2 resumes it on its own thread, without a dispatch: the context is installed for the resumption,
// and nobody takes it off, since that is the dispatcher's part.
// Asked: whose name is on r2's next line?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

template <class S>
void resumed(S s) {
  s.log("r1: resumed");
}

template <class S>
void resumes_inline(S s, testbed bed, context_ptr of) {
  auto installed = open_preserved(s, of);
  resumed<S>(*installed);
  never_close(bed, installed.leave_open());
}

template <class S>
void resumes_and_restores(S s, testbed, context_ptr of) {
  const auto installed = s.preserve(of);
  resumed<S>(installed);
}

template <class S>
void other(S s, testbed bed, void (*resume)(S, testbed, context_ptr)) {
  const context_ptr waiting = context::make("r1");
  const auto in = s.enter(context::make("r2"));
  resume(in, bed, waiting);
  in.log("r2: goes on");
}

constexpr std::string_view asked = "Whose name is on the line of the one who resumed it?";

const registration wrong(
    row(13, variant::naive, "catalogue/13-resumed-inline",
        "A resumption installs the context, and leaves it to a dispatcher to take it off.", asked,
        {{"language", "the thread keeps the context of what was resumed on it", {"misattributed"}}}),
    [](auto s, testbed bed) {
      using S = decltype(s);
      bed.start(s, 0, other<S>, bed, resumes_inline<S>);
    });

const registration mended(row(13, variant::remedy, "catalogue/13-resumed-inline-mended",
                              "Whoever resumes puts back what was there.", asked,
                              {{"language", "the initial context is put back", {}}}),
                          [](auto s, testbed bed) {
                            using S = decltype(s);
                            bed.start(s, 0, other<S>, bed, resumes_and_restores<S>);
                          });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
