// Story: r1 and r2 load the same thing. The first one starts the fetch, and both wait for it.
// Asked: whose name is on the fetch's lines, which are no more the one's than the other's?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

constexpr std::string_view loaded = "loaded";

template <class S>
coroutine<S> fetch(S s, testbed bed) {
  s.log("fetch: asks");
  co_await s.sleep(2);
  s.log("fetch: has it");
  const auto out = s.preserve();
  bed.fire(loaded);
}

template <class S>
void as_the_first(S s, testbed bed) {
  s.background(fetch<S>, bed);
}

template <class S>
void in_its_own_name(S s, testbed bed) {
  const auto out = s.preserve();
  out.request(context::make("fetch"), fetch<S>, bed);
}

template <class S>
void is_under_way(S, testbed) {}

template <class S>
using part = void (*)(S, testbed);

template <class S>
coroutine<S> load(S s, const char* name, testbed bed, part<S> start) {
  start(s, bed);
  co_await s.yieldable(bed.wait(loaded));
  say(s, name, "has loaded");
}

template <class S>
coroutine<S> serve(S s, const char* name, testbed bed, part<S> start) {
  co_await s.request(context::make(name), load<S>, name, bed, start);
}

template <class S>
void tell(S s, testbed bed, part<S> start) {
  bed.start(s, 0, serve<S>, "r1", bed, start);
  bed.start(s, 1, serve<S>, "r2", bed, is_under_way<S>);
}

constexpr std::string_view asked = "Whose name is on the lines of what was done for both?";

const registration wrong(row(18, variant::naive, "catalogue/18-shared-fetch",
                             "Two requests share a fetch that the first one started.", asked,
                             {{"rules", "the first request's context is on what is done for both", {"misattributed"}}}),
                         [](auto s, testbed bed) { tell<decltype(s)>(s, bed, as_the_first<decltype(s)>); });

const registration mended(row(18, variant::remedy, "catalogue/18-shared-fetch-mended",
                              "The fetch has a context of its own.", asked, {{"rules", "a context of its own", {}}}),
                          [](auto s, testbed bed) { tell<decltype(s)>(s, bed, in_its_own_name<decltype(s)>); });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
