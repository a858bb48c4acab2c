#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

#include "bench/hand_off_cost.hpp"
#include "bench/registry.hpp"

using namespace ctxlab::bench;

TEST_CASE("A hand-off is measured by every scheme that carries a context, and gives the right answer") {
  const auto more = measure_hand_off(1);
  CHECK(more.size() >= 3);
  for (const auto& scheme : scheme_list())
    if (scheme["role"] == "control") CHECK_FALSE(more.contains(scheme["name"].get<std::string>()));
}
