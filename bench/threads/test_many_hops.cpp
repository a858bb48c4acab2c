// A million operations that hop between the reactor and eight threads, under every scheme.
#include "bench/threads/many_hops.hpp"
#include "schemes/all.hpp"
#include "schemes/runtime/testing/catch.hpp"

using namespace ctxlab;

namespace {

#if defined(__has_feature)
#define CTXLAB_HAS(sanitizer) __has_feature(sanitizer)
#else
#define CTXLAB_HAS(sanitizer) 0
#endif
#if defined(__SANITIZE_THREAD__) || CTXLAB_HAS(thread_sanitizer)
constexpr std::int64_t operations = 200'000;  // a million by the schemes together
#elif defined(__SANITIZE_ADDRESS__) || CTXLAB_HAS(address_sanitizer)
constexpr std::int64_t operations = 32'000;  // which find what there is to find, at a twentieth of the speed
#else
constexpr std::int64_t operations = 1'000'000;
#endif

template <class S>
void hop_under() {
  INFO(S::name);
  constexpr bool promised = bench::promises_right_lines<S>;
  const bench::hops seen =
      bench::hop_many<S>(promised ? operations : operations / 20);  // what goes wrong does so early
  CHECK(seen.requests_ended == bench::hops::requests);
  CHECK(seen.came_back == seen.operations);
  CHECK(seen.lines_right + seen.lines_wrong == 2 * seen.operations);
  if (promised)
    CHECK(seen.lines_wrong == 0);
  else
    CHECK(seen.lines_wrong > seen.operations);  // on the thread, and after it
  CHECK(seen.unhandled == 0);
  CHECK(seen.contexts_alive == 0);
  CHECK(seen.deferreds_alive == 0);
  CHECK(current_context() == nullptr);
}

}  // namespace

TEST_CASE("a million hops to eight threads and back: every line right where promised, nothing left alive",
          "[threads]") {
  all_schemes::for_each([]<class S>() { hop_under<S>(); });
}
