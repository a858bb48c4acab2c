// Story: r1 has the only connection of a pool. r2 asks for one, with a callback. r1 gives it back, and the pool calls
// r2's callback within r1's call.
// Asked: whose name is on r2's line?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

constexpr std::string_view pool = "pool";

template <class S>
coroutine<S> holder(S s, stage on) {
  co_await s.sleep(2);
  on.fire(pool);
  s.log("r1: gave it back");
}

template <class S>
coroutine<S> careful_holder(S s, stage on) {
  co_await s.sleep(2);
  {
    const auto out = s.preserve();
    on.fire(pool);
  }
  s.log("r1: gave it back");
}

template <class S>
coroutine<S> with_a_callback(S s, stage on) {
  on.wait(pool).add_callback([s] { s.log("r2: got it"); });
  co_return;
}

template <class S>
coroutine<S> waits(S s, stage on) {
  co_await s.yieldable(on.wait(pool));
  s.log("r2: got it");
}

template <class S>
using part = coroutine<S> (*)(S, stage);

template <class S>
coroutine<S> serve(S s, const char* name, stage on, part<S> handle) {
  co_await s.request(context::make(name), handle, on);
}

template <class S>
void tell(S s, stage on, part<S> holds, part<S> gets) {
  on.start(s, 0, serve<S>, "r1", on, holds);
  on.start(s, 1, serve<S>, "r2", on, gets);
}

constexpr std::string_view asked = "Whose name is on the line of the one who waited for the connection?";

const registration wrong(
    row(16, telling::naive, "catalogue/16-waiter-runs-as-the-releaser",
        "Whoever gives a connection back runs the callback of the next in line.", asked,
        {{"language", "the callback runs in the context of the one who released", {"misattributed"}}}),
    [](auto s, stage on) {
      using S = decltype(s);
      tell<S>(s, on, holder<S>, with_a_callback<S>);
    });

const registration mended(row(16, telling::remedy, "catalogue/16-waiter-runs-as-the-releaser-mended",
                              "The one waits for a yieldable deferred; the other gives back in a cleared scope.", asked,
                              {{"language", "the wait keeps the waiter's context", {}}}),
                          [](auto s, stage on) {
                            using S = decltype(s);
                            tell<S>(s, on, careful_holder<S>, waits<S>);
                          });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
