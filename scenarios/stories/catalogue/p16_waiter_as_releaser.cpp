// Story: r1 has the only connection of a pool. r2 asks for one, with a callback. r1 gives it back, and the pool calls
// r2's callback within r1's call.
// Asked: whose name is on r2's line?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

constexpr std::string_view pool = "pool";

template <class S>
coroutine<S> holder(S s, testbed bed) {
  co_await s.sleep(2);
  bed.fire(pool);
  s.log("r1: gave it back");
}

template <class S>
coroutine<S> careful_holder(S s, testbed bed) {
  co_await s.sleep(2);
  {
    const auto out = s.preserve();
    bed.fire(pool);
  }
  s.log("r1: gave it back");
}

template <class S>
coroutine<S> with_a_callback(S s, testbed bed) {
  bed.wait(pool).add_callback([s] { s.log("r2: got it"); });
  co_return;
}

template <class S>
coroutine<S> waits(S s, testbed bed) {
  co_await s.yieldable(bed.wait(pool));
  s.log("r2: got it");
}

template <class S>
using part = coroutine<S> (*)(S, testbed);

template <class S>
coroutine<S> serve(S s, const char* name, testbed bed, part<S> handle) {
  co_await s.request(context::make(name), handle, bed);
}

template <class S>
void tell(S s, testbed bed, part<S> holds, part<S> gets) {
  bed.start(s, 0, serve<S>, "r1", bed, holds);
  bed.start(s, 1, serve<S>, "r2", bed, gets);
}

constexpr std::string_view asked = "Whose name is on the line of the one who waited for the connection?";

const registration wrong(
    row(16, variant::naive, "catalogue/16-waiter-runs-as-the-releaser",
        "Whoever gives a connection back runs the callback of the next in line.", asked,
        {{"language", "the callback runs in the context of the one who released", {"misattributed"}}}),
    [](auto s, testbed bed) {
      using S = decltype(s);
      tell<S>(s, bed, holder<S>, with_a_callback<S>);
    });

const registration mended(row(16, variant::remedy, "catalogue/16-waiter-runs-as-the-releaser-mended",
                              "The one waits for a yieldable deferred; the other gives back in a cleared scope.", asked,
                              {{"language", "the wait keeps the waiter's context", {}}}),
                          [](auto s, testbed bed) {
                            using S = decltype(s);
                            tell<S>(s, bed, careful_holder<S>, waits<S>);
                          });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
