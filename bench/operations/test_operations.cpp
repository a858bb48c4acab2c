// Every operation's answer is right with the schemes that there are, and found wrong with one that is broken.
#include <set>

#include <nlohmann/json.hpp>

#include "bench/operations/operations_await.hpp"
#include "bench/operations/operations_deferred.hpp"
#include "bench/operations/operations_many.hpp"
#include "bench/operations/registry.hpp"
#include "schemes/ambient.hpp"
#include "schemes/runtime/testing/catch.hpp"
#include "schemes/scheme_card.hpp"

using namespace ctxlab;
using namespace ctxlab::bench;

namespace {

// Takes part like any scheme, and does what the derived one breaks.
template <class Broken>
class honest : public ambient<Broken> {
 public:
  static constexpr std::string_view name = "broken";
  static constexpr std::string_view role = "test";
  static constexpr std::string_view brief = "";
  static constexpr bool warns = false;
  using activation = idle_activation;

  deferred yieldable(deferred of) const { return of; }
  template <class Function, class... Arguments>
  deferred background(Function f, Arguments... arguments) const {
    return started(f, this->self(), std::move(arguments)...);
  }
  template <class Function, class... Arguments>
  deferred request(context_ptr inside, Function f, Arguments... arguments) const {
    const auto in = this->self().enter(std::move(inside));
    return f(in, std::move(arguments)...);
  }
};

// After a wait, whatever is current stays so: in a wake from outside, nobody.
struct forgetful : honest<forgetful> {};

// A scope that does not change anything, so that nothing is ever current.
struct scopeless : honest<scopeless> {
  scopeless enter(const context_ptr&) const { return *this; }
  scopeless preserve(const context_ptr& = nullptr) const { return *this; }
};

// Callbacks are dropped.
struct runs_no_callbacks : honest<runs_no_callbacks> {
  template <class Function>
  void add_callback(const deferred&, Function) const {}
};

// Holds on to all that is waited for.
struct hoarding : honest<hoarding> {
  deferred yieldable(deferred of) const {
    kept().push_back(of);
    return of;
  }
  static std::vector<deferred>& kept() {
    static std::vector<deferred> all;
    return all;
  }
};

template <class Work>
bool found_wrong(Work&& work) {
  return !work.check().empty();
}

}  // namespace

TEST_CASE("every operation of every scheme gives the right answer") {
  const std::vector<operation> all = scheme_operations();
  REQUIRE(all.size() >= 20 * scheme_cards().size());
  for (const operation& each : all) {
    if (each.n.value_or(0) > 1000) continue;
    INFO(name_of(each));
    CHECK(each.make()->check() == "");
  }
  CHECK(current_context() == nullptr);
}

TEST_CASE("names of operations are unique: by them the times are kept") {
  std::set<std::string> names;
  for (const operation& each : scheme_operations()) CHECK(names.insert(name_of(each)).second);
}

TEST_CASE("a context that is lost in a wait is a wrong answer") {
  CHECK(found_wrong(await_incomplete<forgetful>()));
  CHECK(found_wrong(child_suspends<forgetful>()));
  CHECK(found_wrong(chain<forgetful>(3)));
  CHECK(found_wrong(gathers<forgetful>(3)));
  CHECK(found_wrong(run_in_background<forgetful>()));
  CHECK(found_wrong(request<forgetful>(3)));
  CHECK(found_wrong(pending<forgetful>(3)));
}

TEST_CASE("a context that was never entered is a wrong answer") {
  CHECK(found_wrong(scope<scopeless>()));
  CHECK(found_wrong(await_complete<scopeless>()));
  CHECK(found_wrong(coroutine_complete<scopeless>()));
  CHECK(found_wrong(failure_awaited<scopeless>()));
  CHECK(found_wrong(pending<scopeless>(3)));
}

TEST_CASE("a callback that does not run is a wrong answer") {
  CHECK(found_wrong(deferred_one_callback<runs_no_callbacks>()));
  CHECK(found_wrong(deferred_further_callback<runs_no_callbacks>()));
  CHECK(found_wrong(deferred_chained<runs_no_callbacks>()));
}

TEST_CASE("an orphan that stays alive is a wrong answer") {
  CHECK(found_wrong(orphan_collected<hoarding>()));
  hoarding::kept().clear();
  CHECK(found_wrong(orphan_collected_later<hoarding>()));
  hoarding::kept().clear();
}

TEST_CASE("a wrong answer says what came and what was expected") {
  CHECK(deferred_one_callback<runs_no_callbacks>().check() == "sum of what the callbacks were fed: 0, expected 15");
}
