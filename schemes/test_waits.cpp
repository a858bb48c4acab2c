// A scheme's own kind of wait, whatever becomes of it: awaited where there is nothing to wait for, made and never
// awaited, converted, overtaken by its deferred, destroyed while it waits. No context may be kept by what is over.
#include "schemes/all.hpp"
#include "schemes/runtime/testing/catch.hpp"
#include "schemes/runtime/testing/test_observers.hpp"

namespace ctxlab {
namespace {

template <class S>
coroutine<S> awaits_complete(S s, deferred d) {
  co_await s.yieldable(d);
  co_await s.yieldable(deferred::succeed());
}
template <class S>
coroutine<S> never_awaits(S s, deferred d) {
  { auto unused = s.yieldable(deferred(d)); }
  co_return;
}
template <class S>
coroutine<S> converts(S s, deferred d) {
  const deferred converted = s.yieldable(d);
  co_await converted;
}
template <class S>
coroutine<S> is_overtaken(S s, deferred d) {
  auto wait = s.yieldable(deferred(d));
  d.fire();
  co_await wait;
  s.log("goes on");
}
template <class S>
coroutine<S> waits_at(S s, deferred* slot) {
  co_await s.yieldable(*slot);
}

// Runs f in a context of its own and fires what it was given; says how many contexts that left alive.
template <class S, class Function>
std::int64_t left_alive(Function f, deferred d) {
  const std::int64_t before = context::alive();
  {
    const S s{};
    const deferred all = s.request(context::make("A"), f, d);
    if (!d.fired()) d.fire();
  }
  d = deferred();
  switch_context(nullptr);  // one who never awaits breaks some schemes' rules
  return context::alive() - before;
}

TEST_CASE("A wait that is over keeps no context, whatever became of it") {
  all_schemes::for_each([]<class S>() {
    if constexpr (std::default_initializable<S>) {
      INFO(S::name);
      CHECK(left_alive<S>(awaits_complete<S>, deferred::succeed()) == 0);
      CHECK(left_alive<S>(never_awaits<S>, deferred::make()) == 0);
      CHECK(left_alive<S>(converts<S>, deferred::make()) == 0);
      CHECK(left_alive<S>(converts<S>, deferred::succeed()) == 0);
      CHECK(left_alive<S>(is_overtaken<S>, deferred::make()) == 0);
    }
  });
}

TEST_CASE("A coroutine destroyed while it waits gives its context back") {
  all_schemes::for_each([]<class S>() {
    if constexpr (std::default_initializable<S>) {
      INFO(S::name);
      const std::int64_t before = context::alive();
      {
        const S s{};
        deferred slot = deferred::make();
        static_cast<void>(s.request(context::make("A"), waits_at<S>, &slot));
        slot = deferred();  // the last who could fire it
      }
      switch_context(nullptr);
      CHECK(context::alive() == before);
    }
  });
}

}  // namespace
}  // namespace ctxlab
