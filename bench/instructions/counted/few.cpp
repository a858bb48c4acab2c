// The operations that are counted also in the other ways in which the code is built.
#include "bench/operations/listing.hpp"
#include "bench/operations/operations_await.hpp"
#include "bench/operations/operations_deferred.hpp"
#include "schemes/all.hpp"

namespace ctxlab::bench {

std::vector<operation> scheme_operations() {
  listing all;
  all_schemes::for_each([&]<class S>() {
    if constexpr (follows_waits<S>) all.add<await_incomplete<S>>("await_incomplete", S::name);
    all.add<deferred_one_callback<S>>("deferred_one_callback", S::name);
  });
  return std::move(all.all);
}

}  // namespace ctxlab::bench
