// Story: a request runs two blocks at once, and wants to know what each of them costs.
// Asked: what is each block charged?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

struct block {
  const char* name;
  std::int64_t first, rest;  // units, before and after its wait
};
constexpr block left{"left", 10, 1}, right{"right", 200, 20};

template <class S>
coroutine<S> measured(S s, testbed bed, block it) {
  bed.spend(it.name, it.first);
  co_await s.sleep(1);
  bed.spend(it.name, it.rest);
}

template <class S>
deferred in_its_own_context(S s, testbed bed, block it) {
  return s.request(context::make(it.name), measured<S>, bed, it);
}

template <class S, class Start>
coroutine<S> handle(S s, testbed bed, Start start) {
  deferred both[] = {s.background(start, bed, left), s.background(start, bed, right)};
  co_await s.yieldable(gather(both));
  s.log("r1: has both");
}

template <class S, class Start>
coroutine<S> serve(S s, testbed bed, Start start) {
  co_await s.request(context::make("r1"), handle<S, Start>, bed, start);
}

constexpr std::string_view asked = "What is each block charged?";

const registration wrong(
    row(29, variant::naive, "catalogue/29-two-blocks-one-meter",
        "Two blocks run at once in the request's context, and are measured by what it is charged meanwhile.", asked, {},
        {feature::resource_accounting}),
    [](auto s, testbed bed) {
      using S = decltype(s);
      const auto start = &measured<S>;
      bed.start(s, 0, serve<S, decltype(start)>, bed, start);
    });

const registration mended(row(29, variant::remedy, "catalogue/29-two-blocks-one-meter-mended",
                              "Each block has a context of its own.", asked, {}, {feature::resource_accounting}),
                          [](auto s, testbed bed) {
                            using S = decltype(s);
                            const auto start = &in_its_own_context<S>;
                            bed.start(s, 0, serve<S, decltype(start)>, bed, start);
                          });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
