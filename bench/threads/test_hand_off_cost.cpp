#include <nlohmann/json.hpp>

#include "bench/threads/hand_off_cost.hpp"
#include "bench/threads/many_hops.hpp"
#include "schemes/runtime/testing/catch.hpp"
#include "schemes/scheme_card.hpp"

using namespace ctxlab::bench;

TEST_CASE("A hand-off is measured by every scheme that carries a context, and gives the right answer") {
  const auto more = measure_hand_off(1);
  CHECK(more.size() >= 3);
  for (const ctxlab::scheme_card& scheme : ctxlab::scheme_cards())
    if (scheme.role == "control") CHECK_FALSE(more.contains(std::string(scheme.name)));
}

TEST_CASE("Operations hop under every scheme, and what came out is recorded") {
  const auto record = to_json(hop_by_all(6'400));
  REQUIRE(record.size() == ctxlab::scheme_cards().size());
  std::int64_t promised = 0;
  for (std::size_t i = 0; i != record.size(); ++i) {
    CHECK(record[i]["subject"] == ctxlab::scheme_cards()[i].name);
    CHECK(record[i]["came_back"] == record[i]["operations"]);
    CHECK((record[i]["lines"]["wrong"] == 0) == record[i]["promised"]);
    if (record[i]["promised"]) promised += record[i]["operations"].get<std::int64_t>();
  }
  CHECK(promised > 6'000);
}
