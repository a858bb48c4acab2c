// Story: an outer coroutine, for nobody, resumes work of r1. What resumes it installs r1's context twice, and takes
// it off once.
// Asked: whose name is on the outer coroutine's next line?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

template <class S>
void inner(S s) {
  s.log("r1: resumed");
}

template <class S>
void restores_once(S s, testbed bed, context_ptr of) {
  auto first = open_preserved(s, of);
  auto second = open_preserved(*first, of);
  inner<S>(*second);
  second.close();
  never_close(bed, first.leave_open());
}

template <class S>
void restores_each(S s, testbed, context_ptr of) {
  auto first = open_preserved(s, of);
  auto second = open_preserved(*first, of);
  inner<S>(*second);
  second.close();
  first.close();
}

template <class S>
coroutine<S> outer(S s, testbed bed, void (*resume)(S, testbed, context_ptr)) {
  const context_ptr of = context::make("r1");
  co_await s.sleep(1);
  resume(s, bed, of);
  s.log("nobody: outer");
}

constexpr std::string_view asked = "Whose name is on the outer coroutine's next line?";

const registration wrong(row(12, variant::naive, "catalogue/12-installed-twice-restored-once",
                             "A context is installed twice for one resumption, and taken off once.", asked,
                             {{"language", "what is put back is the context itself", {"leaked"}}}),
                         [](auto s, testbed bed) {
                           using S = decltype(s);
                           bed.start(s, 1, outer<S>, bed, restores_once<S>);
                         });

const registration mended(row(12, variant::remedy, "catalogue/12-installed-twice-restored-once-mended",
                              "It is taken off as often as it is installed.", asked,
                              {{"language", "what was there before is put back", {}}}),
                          [](auto s, testbed bed) {
                            using S = decltype(s);
                            bed.start(s, 1, outer<S>, bed, restores_each<S>);
                          });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
