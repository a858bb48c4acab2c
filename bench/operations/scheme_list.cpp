#include <nlohmann/json.hpp>

#include "bench/operations/registry.hpp"
#include "schemes/all.hpp"

namespace ctxlab::bench {

nlohmann::json scheme_list() {
  nlohmann::json list = nlohmann::json::array();
  all_schemes::for_each([&]<class S>() {
    list.push_back({{"name", S::name}, {"role", S::role}, {"brief", S::brief}});
  });
  return list;
}

}  // namespace ctxlab::bench
