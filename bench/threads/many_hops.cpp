#include "bench/threads/many_hops.hpp"

#include <nlohmann/json.hpp>

#include "schemes/all.hpp"

namespace ctxlab::bench {

std::vector<hops_by> hop_by_all(std::int64_t operations) {
  std::int64_t promising = 0;
  all_schemes::for_each([&]<class S>() { promising += promises_right_lines<S>; });
  const std::int64_t part = operations / std::max<std::int64_t>(1, promising);
  std::vector<hops_by> all;
  all_schemes::for_each([&]<class S>() {
    constexpr bool promised = promises_right_lines<S>;
    all.push_back({std::string(S::name), promised, hop_many<S>(promised ? part : part / 20)});
  });
  return all;
}

nlohmann::ordered_json to_json(const std::vector<hops_by>& all) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const hops_by& each : all) {
    const hops& it = each.seen;
    list.push_back({{"subject", each.subject},
                    {"promised", each.promised},
                    {"threads", hops::threads},
                    {"at_once", hops::requests},
                    {"throw_every", hops::throw_every},
                    {"operations", it.operations},
                    {"lines", {{"right", it.lines_right}, {"wrong", it.lines_wrong}}},
                    {"came_back", it.came_back},
                    {"unhandled", it.unhandled},
                    {"requests_ended", it.requests_ended},
                    {"alive", {{"contexts", it.contexts_alive}, {"deferreds", it.deferreds_alive}}},
                    {"seconds", it.seconds}});
  }
  return list;
}

}  // namespace ctxlab::bench
