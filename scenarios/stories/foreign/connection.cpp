// Story: r1 has the only connection of a foreign pool, and r2 waits for it. When r1 gives it back, the pool calls r2's
// callback within r1's call.
// Asked: whose are the lines after that, r2's, r1's and the pool's?
#include "scenarios/stories/foreign/wrapped.hpp"

namespace ctxlab::scenarios {
namespace {

using pool_ptr = std::shared_ptr<foreign::connection_pool>;
template <class S>
using borrower = deferred (*)(const S&, testbed, foreign::connection_pool&, const char*);

// The callback completes the deferred then and there.
template <class S>
deferred borrowed_raw(const S&, testbed, foreign::connection_pool& library, const char* name) {
  const deferred it = deferred::make();
  library.borrow(name, [it] { it.fire(); });
  return it;
}

// It completes it in a turn of its own, and the wait follows the rules.
template <class S>
deferred borrowed(const S& s, testbed bed, foreign::connection_pool& library, const char* name) {
  deferred it = bed.called_back([&](const foreign::callback& done) { shown(s, [&] { library.borrow(name, done); }); });
  return s.yieldable(std::move(it));
}

template <class S>
coroutine<S> handle(S s, testbed bed, pool_ptr library, const char* name, borrower<S> borrow) {
  deferred lent = borrow(s, bed, *library, name);
  co_await std::move(lent);
  say(s, name, "has a connection");
  co_await s.sleep(3);
  shown(s, [&] { library->give_back(name); });
  say(s, name, "has none");
}

template <class S>
deferred serve(S s, testbed bed, pool_ptr library, const char* name, borrower<S> borrow) {
  return s.request(context::make(name), handle<S>, bed, std::move(library), name, borrow);
}

template <class S>
void tell(S s, testbed bed, borrower<S> borrow) {
  const pool_ptr library = std::make_shared<foreign::connection_pool>(bed.logger(), 1);
  bed.start(s, 0, serve<S>, bed, library, "r1", borrow);
  bed.start(s, 1, serve<S>, bed, library, "r2", borrow);
}

constexpr std::string_view asked = "Whose are the lines after that, of both requests and of the pool?";
constexpr std::string_view source = "issue: a pooled connection; the catalogue, row 16";

const registration raw({.name = "foreign/connection-raw",
                        .kind = variant::naive,
                        .story = "A pool calls the next in line for a connection in the turn of who gives it back.",
                        .asked = asked,
                        .source = source},
                       [](auto s, testbed bed) { tell(s, bed, borrowed_raw<decltype(s)>); });

const registration wrapped(
    {.name = "foreign/connection-wrapped",
     .kind = variant::remedy,
     .story = "A pool calls the next in line for a connection, who completes a deferred in a turn of its own.",
     .asked = asked,
     .source = source},
    [](auto s, testbed bed) { tell(s, bed, borrowed<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios
