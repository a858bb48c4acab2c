// Story: r1 opens a connection and says what to do with data. The connection goes back to the pool, and r2 uses it;
// then there is data.
// Asked: whose name is on the data's line?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

constexpr std::string_view socket = "socket", reply = "reply";

template <class S>
coroutine<S> opens_with_handler(S s, testbed bed) {
  s.log("r1: opens it");
  s.add_callback(bed.wait(socket), [s] { s.log("r2: data"); });
  co_return;
}

template <class S>
coroutine<S> uses(S s, testbed) {
  s.log("r2: uses it");
  co_return;
}

// The connection only says that there is data; it does nothing in anybody's name.
template <class S>
coroutine<S> opens(S s, testbed bed) {
  s.log("r1: opens it");
  bed.wait(socket).add_callback([bed] { bed.fire(reply); });
  co_return;
}

template <class S>
coroutine<S> uses_and_waits(S s, testbed bed) {
  s.log("r2: uses it");
  co_await s.yieldable(bed.wait(reply));
  s.log("r2: data");
}

template <class S>
using part = coroutine<S> (*)(S, testbed);

template <class S>
coroutine<S> serve(S s, const char* name, testbed bed, part<S> handle) {
  co_await s.request(context::make(name), handle, bed);
}

template <class S>
void data_arrives(S, testbed bed) {
  bed.fire(socket);
}

template <class S>
void tell(S s, testbed bed, part<S> opener, part<S> user) {
  bed.start(s, 0, serve<S>, "r1", bed, opener);
  bed.start(s, 1, serve<S>, "r2", bed, user);
  bed.start(s, 2, data_arrives<S>, bed);
}

constexpr std::string_view asked = "Whose name is on the data's line?";

const registration wrong(
    row(17, variant::naive, "catalogue/17-pooled-object-keeps-its-creator",
        "A pooled connection's callback was added by the request that opened it.", asked,
        {{"language", "the callback runs in the context that it was added in", {"misattributed"}}}),
    [](auto s, testbed bed) {
      using S = decltype(s);
      tell<S>(s, bed, opens_with_handler<S>, uses<S>);
    });

const registration mended(row(17, variant::remedy, "catalogue/17-pooled-object-keeps-its-creator-mended",
                              "Whoever uses the connection waits for its data itself.", asked,
                              {{"language", "the wait keeps the user's context", {}}}),
                          [](auto s, testbed bed) {
                            using S = decltype(s);
                            tell<S>(s, bed, opens<S>, uses_and_waits<S>);
                          });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
