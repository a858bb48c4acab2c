// What is found without running: in the fragment, what the disciplines say; beyond it, what each word is judged by.
#include <nlohmann/json.hpp>

#include "scenarios/programs/explorer/enumerate.hpp"
#include "scenarios/programs/explorer/judge.hpp"
#include "scenarios/programs/format/entries.hpp"
#include "scenarios/programs/lint/lint.hpp"
#include "schemes/runtime/testing/catch.hpp"

namespace ctxlab::programs {
namespace {

using nlohmann::json;
using texts = std::vector<std::string>;

constexpr std::size_t rules_of_clear = 0, rules_of_preserve = 1;

// "PLACE RULE", of a program of one coroutine `f`, called at nobody's, and whatever other functions are given.
texts found(std::size_t scheme, const std::string& body, const std::string& others = "") {
  const std::string text = R"({"functions": {"f": {"kind": "coroutine", "body": )" + body + "}" +
                           (others.empty() ? "" : ", " + others) + R"(}, "requests": [{"at": 0, "call": "f"}]})";
  const entry it = read_entry(text, "test", 1, true);
  texts all;
  for (const finding& each : lint(it.text, judge::rules(scheme)))
    all.push_back(each.place + " " + (each.broken ? std::string(each.broken->name) : each.why));
  return all;
}

}  // namespace

TEST_CASE("In the fragment something is found in a program exactly if it does not obey the discipline") {
  for (const alphabet& words : alphabets)
    for (const setting in : {setting::bare, setting::served})
      for (const int requests : {1, 2}) {
        enumeration programs({words, in, requests == 1 ? 4 : 3, requests});
        programs.each({0, programs.count()}, [&](const std::string& text) {
          const std::vector<term> parsed = parse(text);
          const json program = as_json(parsed);
          const std::array obeyed = judge::obeyed(parsed);
          INFO(text);
          for (std::size_t i = 0; i != obeyed.size(); ++i) CHECK(lint(program, judge::rules(i)).empty() == obeyed[i]);
        });
      }
}

TEST_CASE("A function is judged for callers with a context, and for those without") {
  const std::string forgets = R"("g": {"kind": "coroutine", "body": [{"eval": {"sleep": 1}}]})";
  CHECK(found(rules_of_clear, R"([{"await": {"call": "g"}}])", forgets).empty());
  CHECK(found(rules_of_clear, R"([{"await": {"request": "g", "in": "r"}}])", forgets) ==
        texts{"/functions/g/body/0 not-awaited"});
  CHECK(found(rules_of_clear, R"([{"await": {"call": "g"}}, {"await": {"request": "g", "in": "r"}}])", forgets) ==
        texts{"/functions/g/body/0 not-awaited"});
  const std::string recursive = R"("g": {"kind": "coroutine", "body": [{"await": {"call": "g"}}]})";
  CHECK(found(rules_of_clear, R"([{"await": {"request": "g", "in": "r"}}])", recursive).empty());
  const std::string plain = R"("g": {"kind": "plain", "body": [{"eval": {"call": "g"}}]})";
  CHECK(found(rules_of_clear, R"([{"await": {"call": "g"}}])", plain) ==
        texts{"/functions/g a plain function that calls itself"});
}

TEST_CASE("A plain function returns what it returns") {
  const std::string foreign = R"("g": {"kind": "plain", "body": [{"return": {"raw_sleep": 1}}]})";
  const std::string complete = R"("g": {"kind": "plain", "body": [{"log": "x"}]})";
  const std::string awaits = R"([{"with": "c", "do": [{"await": {"call": "g"}}]}])";
  CHECK(found(rules_of_clear, awaits, foreign) == texts{"/functions/f/body/0/do/0 await-foreign"});
  CHECK(found(rules_of_clear, awaits, complete).empty());
  CHECK(found(rules_of_preserve, awaits, complete).empty());  // which waits for nothing
  CHECK(found(rules_of_preserve, R"([{"await": {"call": "g"}}])", foreign) ==
        texts{"/functions/f/body/0 await-foreign"});
  CHECK(found(rules_of_clear, R"([{"await": {"request": "g", "in": "r"}}])", foreign) ==
        texts{"/functions/f/body/0/await request-of-foreign"});
  CHECK(found(rules_of_preserve, R"([{"await": {"request": "g", "in": "r"}}])", foreign).empty());
}

TEST_CASE("A callback runs in the name of whoever added it") {
  const std::string g = R"("g": {"kind": "coroutine", "body": [{"log": "x"}]})";
  const auto adds = [](const std::string& to) {
    return R"([{"with": "c", "do": [{"let": "v", "be": {"background": "g"}}, {"eval": {"then": )" + to +
           R"(, "do": "g"}}]}])";
  };
  CHECK(found(rules_of_clear, adds(R"({"wait": "q"})"), g).front() ==
        "/functions/f/body/0/do/1/eval callback-on-foreign");
  CHECK(found(rules_of_preserve, adds(R"({"var": "v"})"), g).empty());
  CHECK(found(rules_of_preserve, adds(R"({"wait": "q"})"), g) ==
        texts{"/functions/f/body/0/do/1/eval callback-on-foreign"});
  // Made in another context than the one in which the callback is added, and complete: it runs there all the same.
  CHECK(found(rules_of_preserve,
              R"([{"let": "v", "be": {"yieldable": {"succeed": true}}},
                  {"with": "c", "do": [{"eval": {"then": {"var": "v"}, "do": "g"}}]}])",
              g) == texts{"/functions/f/body/1/do/0/eval callback-on-foreign"});
}

TEST_CASE("What a round leaves in a variable is there in the next, and what an attempt does, in its handler") {
  CHECK(found(rules_of_preserve, R"([{"repeat": 2, "do": [{"await": {"var": "v"}},
                                                          {"let": "v", "be": {"raw_sleep": 1}}]}])") ==
        texts{"/functions/f/body/0/do/0 await-foreign"});
  CHECK(found(rules_of_preserve, R"([{"try": [{"let": "v", "be": {"raw_sleep": 1}}, {"raise": "x"}, {"drop": "v"}],
                                      "except": [{"await": {"var": "v"}}]}])") ==
        texts{"/functions/f/body/0/except/0 await-foreign"});
  CHECK(found(rules_of_preserve, R"([{"try": [{"with": "c", "do": [{"let": "v", "be": {"raw_sleep": 1}}, {"raise": "x"},
                                                                   {"drop": "v"}]}],
                                      "except": [{"await": {"var": "v"}}]}])") ==
        texts{"/functions/f/body/0/except/0 await-foreign"});
  CHECK(found(rules_of_preserve, R"([{"let": "v", "be": {"raw_sleep": 1}}, {"let": "v", "be": {"sleep": 1}},
                                     {"await": {"var": "v"}}])")
            .empty());
}

TEST_CASE("What cannot be judged is said") {
  CHECK(found(rules_of_clear, R"([{"open": "s", "in": "c"}, {"close": "s"}])") ==
        texts{"/functions/f/body/0 a scope that is no block", "/functions/f/body/1 a scope that is no block"});
  CHECK(found(rules_of_clear, R"([{"with": "c", "do": []}, {"with": "d", "do": [{"log": "x", "for": "c"}]}])") ==
        texts{"/functions/f/body/1/do/0 a line for another than the text's owner"});
  CHECK(
      found(rules_of_clear, R"([{"with": "c", "do": [{"log": "x", "for": "c"}]}, {"log": "y", "for": null}])").empty());
  const std::string g = R"("g": {"kind": "coroutine", "body": [{"await": {"call": "h"}}]},
                           "h": {"kind": "coroutine", "body": [{"await": {"sleep": 1}}]})";
  const std::string cancels = R"([{"let": "v", "be": {"request": "g", "in": "c"}}, {"cancel": "v"}])";
  CHECK(found(rules_of_preserve, cancels, g) ==
        texts{"/functions/f/body/1 what is cancelled completes in the context that is current then, and code waits "
              "for such"});
  CHECK(found(rules_of_clear, cancels, g).empty());
  // The first member fails, its waiter leaves the scope, and the second one's callback runs in what was around that.
  const std::string gathers = R"("g": {"kind": "coroutine", "body": [{"preserve": null, "do": [
    {"await": {"gather": [{"sleep": 0}, {"catch": {"wait": "q"}, "do": "h"}]}}]}]},
    "h": {"kind": "plain", "body": [{"log": "x"}]})";
  const std::string in_background =
      R"([{"nested": "n", "do": [{"let": "v", "be": {"background": "g"}}]}, {"cancel": "v"}])";
  CHECK(found(rules_of_clear, in_background, gathers) ==
        texts{"/functions/f/body/1 of what is cancelled together, as the members of a gather are, one goes on in the "
              "context in which the one before was left"});
}

TEST_CASE("Many functions, each called by the one before, are judged without many calls") {
  std::string others;
  for (int i = 0; i != 20'000; ++i)
    others += (i ? ", " : "") + ("\"g" + std::to_string(i)) +
              R"(": {"kind": "coroutine", "body": [{"await": {"call": "g)" + std::to_string((i + 1) % 20'000) +
              R"("}}]})";
  CHECK(found(rules_of_clear, R"([{"with": "c", "do": [{"await": {"call": "g0"}}]}])", others).empty());
}

}  // namespace ctxlab::programs
