// Story: r1 and r2 load the same thing. The first one starts the fetch, and both wait for it.
// Asked: whose name is on the fetch's lines, which are no more the one's than the other's?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

constexpr std::string_view loaded = "loaded";

template <class S>
coroutine<S> fetch(S s, stage on) {
  s.log("fetch: asks");
  co_await s.sleep(2);
  s.log("fetch: has it");
  const auto out = s.preserve();
  on.fire(loaded);
}

template <class S>
void as_the_first(S s, stage on) {
  s.background(fetch<S>, on);
}

template <class S>
void in_its_own_name(S s, stage on) {
  const auto out = s.preserve();
  out.request(context::make("fetch"), fetch<S>, on);
}

template <class S>
void is_under_way(S, stage) {}

template <class S>
using part = void (*)(S, stage);

template <class S>
coroutine<S> load(S s, const char* name, stage on, part<S> start) {
  start(s, on);
  co_await s.yieldable(on.wait(loaded));
  say(s, name, "has loaded");
}

template <class S>
coroutine<S> serve(S s, const char* name, stage on, part<S> start) {
  co_await s.request(context::make(name), load<S>, name, on, start);
}

template <class S>
void tell(S s, stage on, part<S> start) {
  on.start(s, 0, serve<S>, "r1", on, start);
  on.start(s, 1, serve<S>, "r2", on, is_under_way<S>);
}

constexpr std::string_view asked = "Whose name is on the lines of what was done for both?";

const registration wrong(row(18, telling::naive, "catalogue/18-shared-fetch",
                             "Two requests share a fetch that the first one started.", asked,
                             {{"rules", "the first request's context is on what is done for both", {"misattributed"}}}),
                         [](auto s, stage on) { tell<decltype(s)>(s, on, as_the_first<decltype(s)>); });

const registration mended(row(18, telling::remedy, "catalogue/18-shared-fetch-mended",
                              "The fetch has a context of its own.", asked, {{"rules", "a context of its own", {}}}),
                          [](auto s, stage on) { tell<decltype(s)>(s, on, in_its_own_name<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
