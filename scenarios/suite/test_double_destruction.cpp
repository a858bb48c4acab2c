// g++ 12.2 destroys twice a by-value temporary (a capturing lambda, a std::function made of one, an aggregate) that
// is built inside a co_await full-expression. Stories, and all code here, use the form that is safe: named first,
// and moved in. See coroutine.hpp.
#include <functional>
#include <vector>

#include "schemes/all.hpp"
#include "schemes/runtime/testing/catch.hpp"

using namespace ctxlab;

namespace {

// Counts how often each of its values dies.
struct mortal {
  std::vector<int>* deaths;
  bool alive = true;
  explicit mortal(std::vector<int>& to) : deaths(&to) { deaths->push_back(0); }
  mortal(mortal&& other) noexcept : deaths(other.deaths), alive(std::exchange(other.alive, false)) {}
  mortal(const mortal&) = delete;
  mortal& operator=(const mortal&) = delete;
  ~mortal() {
    if (alive) ++deaths->back();
  }
};

template <class S, class Work>
coroutine<S> runs(S s, Work work) {
  co_await s.sleep(1);
  work();
}

template <class S>
coroutine<S> names_it_first(S s, std::vector<int>* deaths, int* ran) {
  auto work = [ran, held = mortal(*deaths)] { *ran += held.alive; };
  co_await runs<S>(s, std::move(work));
}

template <class S>
void check() {
  std::vector<int> deaths;
  int ran = 0;
  {
    virtual_reactor turns;
    const deferred done = names_it_first<S>(S(), &deaths, &ran);
    turns.run();
    CHECK(done.complete());
  }
  CHECK(ran == 1);
  CHECK(deaths == std::vector<int>{1});
}

}  // namespace

TEST_CASE("a capturing lambda that is named first and moved into an awaited call dies once") {
  all_schemes::for_each([]<class S>() {
    INFO(S::name);
    check<S>();
  });
}
