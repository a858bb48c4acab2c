#include <map>
#include <memory>
#include <string>
#include <vector>

#include "schemes/runtime/deferred/result.hpp"
#include "schemes/runtime/testing/catch.hpp"

namespace ctxlab {
namespace {

// Counts how many of it are alive, and how often one was copied.
struct counted {
  static inline int alive = 0;
  static inline int copies = 0;
  int value;

  explicit counted(int v) : value(v) { ++alive; }
  counted(const counted& other) : value(other.value) { ++alive, ++copies; }
  counted(counted&& other) noexcept : value(other.value) { ++alive; }
  counted& operator=(const counted&) = delete;
  ~counted() { --alive; }
};

struct triple {
  double a, b, c;
};
enum class colour { red, green };

TEST_CASE("A result gives back the value that it was given, whatever its type") {
  CHECK(result(7).value<int>() == 7);
  CHECK(result(true).value<bool>());
  CHECK(result(-2.5).value<double>() == -2.5);
  CHECK(result('x').value<char>() == 'x');
  CHECK(result(colour::green).value<colour>() == colour::green);
  CHECK(result(std::string("a string longer than the small ones are")).value<std::string>() ==
        "a string longer than the small ones are");
  CHECK(std::string(result("text").value<const char*>()) == "text");
  const triple back = result(triple{1, 2, 3}).value<triple>();
  CHECK(back.a + 10 * back.b + 100 * back.c == 321);
  CHECK(result(std::vector<int>{1, 2}).value<std::vector<int>>() == std::vector<int>{1, 2});
  CHECK(*result(std::make_shared<int>(3)).value<std::shared_ptr<int>>() == 3);
  int target = 0;
  CHECK(result(&target).value<int*>() == &target);
}

TEST_CASE(
    "A result that holds nothing, or a value of another type, throws bad_result_access when it is "
    "asked") {
  CHECK_THROWS_AS(result().value<int>(), bad_result_access);
  CHECK_THROWS_AS(result(1).value<long>(), bad_result_access);
  CHECK_THROWS_AS(result(std::string("1")).value<int>(), bad_result_access);
  CHECK_THROWS_AS(result(1).value<std::string>(), bad_result_access);
  CHECK_THROWS_WITH(result().value<int>(), Catch::Matchers::ContainsSubstring("holds nothing"));
}

TEST_CASE("Results that share a value have it in common, and it dies with the last of them") {
  counted::alive = counted::copies = 0;
  {
    result first(counted(5));
    {
      const result second = first.shared();
      CHECK(second.value<counted>().value == 5);
      first.clear();
      CHECK(second.value<counted>().value == 5);
      CHECK(counted::alive == 1);
    }
    CHECK(counted::alive == 0);
    first = result(counted(6));
    const result third = first.shared();
    CHECK(first.value<counted>().value == 6);
    CHECK(counted::alive == 1);
  }
  CHECK(counted::alive == 0);
  CHECK(counted::copies == 3);  // by those who asked
  CHECK(result().shared().empty());
  CHECK(result(7).shared().value<int>() == 7);
  CHECK(result(failure("x")).shared().error().reason() == "x");
}

TEST_CASE(
    "A result moves its value without a copy, destroys it once, and holds nothing once moved "
    "from") {
  counted::alive = counted::copies = 0;
  {
    result first(counted(5));
    result second(std::move(first));
    CHECK(first.empty());
    CHECK_FALSE(second.empty());
    result third;
    third = std::move(second);
    CHECK(second.empty());
    CHECK(counted::alive == 1);
    CHECK(counted::copies == 0);
    CHECK(third.value<counted>().value == 5);
    CHECK(counted::copies == 1);
    third = result(counted(6));
    CHECK(counted::alive == 1);
    third.clear();
    CHECK(counted::alive == 0);
    CHECK(third.empty());
  }
  CHECK(counted::alive == 0);
}

TEST_CASE("A failure made from a reason throws failed_error with it") {
  const failure why("no more");
  CHECK(why.reason() == "no more");
  CHECK_FALSE(why.is_cancellation());
  CHECK_THROWS_AS(why.raise(), failed_error);
  CHECK_THROWS_WITH(why.raise(), "no more");
}

TEST_CASE("A failure made from an exception throws that exception, and tells its reason") {
  const failure why(std::make_exception_ptr(std::out_of_range("too far")));
  CHECK(why.reason() == "too far");
  CHECK_THROWS_AS(why.raise(), std::out_of_range);
  const failure odd(std::make_exception_ptr(17));
  CHECK(odd.reason() == "an exception of unknown type");
  CHECK_THROWS_AS(odd.raise(), int);
}

TEST_CASE(
    "The failure of what is cancelled throws cancelled_error, and so does one made from that "
    "exception") {
  CHECK(failure::cancelled().is_cancellation());
  CHECK_THROWS_AS(failure::cancelled().raise(), cancelled_error);
  try {
    throw cancelled_error();
  } catch (...) {
    CHECK(failure::current().is_cancellation());
    CHECK_THROWS_AS(failure::current().raise(), cancelled_error);
  }
}

TEST_CASE("A failure remembers the context in which it was raised, and what it throws does") {
  const context_ptr a = context::make("A"), b = context::make("B");
  const auto caught = [](auto&& raise) {
    try {
      raise();
    } catch (...) {
      return failure::current();
    }
    return failure("nothing was raised");
  };
  exchange_context(context_ptr(a));
  const failure reason("no more"), cancellation = failure::cancelled();
  const failure error = caught([] { throw failed_error("no more"); });
  const failure named = caught([&] { throw failed_error("no more", b); });
  const failure foreign = caught([] { throw std::out_of_range("too far"); });
  exchange_context(nullptr);
  CHECK(reason.raised_in() == a);
  CHECK(cancellation.raised_in() == a);
  CHECK(error.raised_in() == a);
  CHECK(named.raised_in() == b);
  CHECK(foreign.raised_in() == a);
  for (const failure& each : {reason, cancellation, error, named}) {
    const failure again = caught([&] { each.raise(); });
    CHECK(again.raised_in() == each.raised_in());
    CHECK(again.is_cancellation() == each.is_cancellation());
  }
  CHECK(failure("no more").raised_in() == nullptr);
}

TEST_CASE("A failure's context lives as long as the failure") {
  const std::int64_t before = context::alive();
  {
    const failure why = [] {
      exchange_context(context::make("A"));
      failure made("no more");
      exchange_context(nullptr);
      return made;
    }();
    CHECK(context::alive() == before + 1);
    CHECK(why.raised_in()->name() == "A");
  }
  CHECK(context::alive() == before);
}

TEST_CASE("Copies of a failure share one body, and outlive each other") {
  failure first("once");
  {
    const failure second = first;
    first = failure("other");
    CHECK(second.reason() == "once");
  }
  first = failure(first);
  CHECK(first.reason() == "other");
}

TEST_CASE("A failed result throws its failure wherever a value is asked of it") {
  const result it{failure("broken")};
  CHECK(it.failed());
  CHECK_FALSE(it.empty());
  CHECK(it.error().reason() == "broken");
  CHECK_THROWS_AS(it.value<int>(), failed_error);
  CHECK_THROWS_AS(it.raise_if_failed(), failed_error);
  CHECK_NOTHROW(result(1).raise_if_failed());
  CHECK_FALSE(result(1).failed());
  CHECK_FALSE(result().failed());
}

}  // namespace
}  // namespace ctxlab
