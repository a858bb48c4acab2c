// The goals, on figures made up for the purpose.
#include <sstream>

#include "bench/goals/goals.hpp"
#include "schemes/runtime/testing/catch.hpp"

using namespace ctxlab::bench;
using namespace ctxlab::records;

namespace {

figures made_up(double rules_await) {
  return {{{"await_incomplete", "A", {}, "", {{"instructions", rules_await}}},
           {"await_incomplete", "none", {}, "", {{"instructions", 100}}},
           {"deferred_one_callback", "none", {}, "", {{"instructions", 99}, {"bytes", 64}, {"ns", 10}}},
           {"deferred_one_callback", "kj", {}, "", {{"ns", 39}}}},
          {{"rules", "A"}, {"control", "none"}}};
}

const goal* find(const std::vector<goal>& all, const std::string& id) {
  for (const goal& each : all)
    if (each.id == id) return &each;
  return nullptr;
}

}  // namespace

TEST_CASE("a goal at its limit is met, and missed above it") {
  for (const auto& [await, met, aimed] : {std::tuple(112.0, true, true), {125.0, true, false}, {125.5, false, false}}) {
    const auto all = judge(made_up(await), "instructions");
    const goal* const it = find(all, "await-rules");
    REQUIRE(it);
    CHECK(*it->reached == await - 100);
    CHECK(it->met() == met);
    CHECK(it->aimed() == aimed);
    CHECK(it->title.starts_with("A, an await"));
  }
}

TEST_CASE("more is better where a goal says so") {
  const auto slower = judge(made_up(0), "ns");
  CHECK(find(slower, "times-faster-than-kj")->met() == false);
  figures measured = made_up(0);
  measured.rows.back().figures["ns"] = 40;
  const auto faster = judge(measured, "ns");
  CHECK(find(faster, "times-faster-than-kj")->met() == true);
}

TEST_CASE("a goal whose role nobody plays is left out, and one that was not measured is not judged") {
  const auto all = judge(made_up(110), "instructions");
  CHECK(find(all, "await-language") == nullptr);
  const goal* const it = find(all, "chained");
  REQUIRE(it);
  CHECK_FALSE(it->reached);
  CHECK_FALSE(it->met());
  for (const auto& each : to_json(all))
    if (each["id"] == "chained") CHECK((each["reached"].is_null() && each["met"].is_null()));
}

TEST_CASE("a hand-off's goal is that of the scheme that does worst") {
  figures of = made_up(0);
  for (const auto& [subject, more] : {std::pair("A", 60.5), std::pair("none", 1.0)})
    of.rows.push_back({"hand_off_more", subject, {}, "", {{"ns", more}}});
  CHECK(find(judge(of, "ns"), "hand-off")->met() == false);
  of.rows[of.rows.size() - 2].figures["ns"] = 60;
  CHECK(find(judge(of, "ns"), "hand-off")->met() == true);
}

TEST_CASE("the most of all schemes is that of those that were measured") {
  figures of = made_up(110);
  of.rows.push_back({"scope", "A", {}, "", {{"instructions", 36.5}}});
  const auto all = judge(of, "instructions");
  const goal* const it = find(all, "scope");
  REQUIRE(it);
  CHECK(it->reached == 36.5);
  CHECK(it->met() == false);
}

TEST_CASE("the terminal's table says which goals were missed") {
  std::ostringstream text;
  print(text, judge(made_up(200), "instructions"));
  CHECK(text.str().find("MISSED") != std::string::npos);
  std::ostringstream other;
  print(other, judge(made_up(105), "instructions"));
  CHECK(other.str().find("MISSED") == std::string::npos);
}
