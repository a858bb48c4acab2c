// Story: within r1's scope, a function opens a scope for r2 and forgets to close it. r1 goes on, and closes its own.
// Asked: whose name is on r1's next line, and on the line after both?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

template <class S>
void forgets_to_close(S s, testbed bed) {
  auto b = open_entered(s, context::make("r2"));
  b->log("r2: inner");
  never_close(bed, b.leave_open());
}

template <class S>
void closes(S s, testbed) {
  const auto b = s.enter(context::make("r2"));
  b.log("r2: inner");
}

template <class S>
void outer(S s, testbed bed, void (*inner)(S, testbed)) {
  {
    const auto a = s.enter(context::make("r1"));
    inner(a, bed);
    a.log("r1: goes on");
  }
  s.log("nobody: after both");
}

constexpr std::string_view asked = "Whose name is on the outer scope's next line, and on the line after both?";

const registration wrong(
    row(15, variant::naive, "catalogue/15-inner-scope-forgotten", "An inner scope is never closed.", asked,
        {{"language", "the forgotten context stays, as long as the outer scope", {"misattributed"}}}),
    [](auto s, testbed bed) {
      using S = decltype(s);
      bed.start(s, 0, outer<S>, bed, forgets_to_close<S>);
    });

const registration mended(row(15, variant::remedy, "catalogue/15-inner-scope-forgotten-mended",
                              "The inner scope ends with its block.", asked,
                              {{"language", "each scope puts back what it found", {}}}),
                          [](auto s, testbed bed) {
                            using S = decltype(s);
                            bed.start(s, 0, outer<S>, bed, closes<S>);
                          });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
