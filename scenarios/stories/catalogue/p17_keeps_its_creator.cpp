// Story: r1 opens a connection and says what to do with data. The connection goes back to the pool, and r2 uses it;
// then there is data.
// Asked: whose name is on the data's line?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

constexpr std::string_view socket = "socket", reply = "reply";

template <class S>
coroutine<S> opens_with_handler(S s, stage on) {
  s.log("r1: opens it");
  s.add_callback(on.wait(socket), [s] { s.log("r2: data"); });
  co_return;
}

template <class S>
coroutine<S> uses(S s, stage) {
  s.log("r2: uses it");
  co_return;
}

// The connection only says that there is data; it does nothing in anybody's name.
template <class S>
coroutine<S> opens(S s, stage on) {
  s.log("r1: opens it");
  on.wait(socket).add_callback([on] { on.fire(reply); });
  co_return;
}

template <class S>
coroutine<S> uses_and_waits(S s, stage on) {
  s.log("r2: uses it");
  co_await s.yieldable(on.wait(reply));
  s.log("r2: data");
}

template <class S>
using part = coroutine<S> (*)(S, stage);

template <class S>
coroutine<S> serve(S s, const char* name, stage on, part<S> handle) {
  co_await s.request(context::make(name), handle, on);
}

template <class S>
void data_arrives(S, stage on) {
  on.fire(socket);
}

template <class S>
void tell(S s, stage on, part<S> opener, part<S> user) {
  on.start(s, 0, serve<S>, "r1", on, opener);
  on.start(s, 1, serve<S>, "r2", on, user);
  on.start(s, 2, data_arrives<S>, on);
}

constexpr std::string_view asked = "Whose name is on the data's line?";

const registration wrong(
    row(17, telling::naive, "catalogue/17-pooled-object-keeps-its-creator",
        "A pooled connection's callback was added by the request that opened it.", asked,
        {{"language", "the callback runs in the context that it was added in", {"misattributed"}}}),
    [](auto s, stage on) {
      using S = decltype(s);
      tell<S>(s, on, opens_with_handler<S>, uses<S>);
    });

const registration mended(row(17, telling::remedy, "catalogue/17-pooled-object-keeps-its-creator-mended",
                              "Whoever uses the connection waits for its data itself.", asked,
                              {{"language", "the wait keeps the user's context", {}}}),
                          [](auto s, stage on) {
                            using S = decltype(s);
                            tell<S>(s, on, opens<S>, uses_and_waits<S>);
                          });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
