// The operations that are counted also in the other ways in which the code is built.
#include "bench/operations/listing.hpp"
#include "bench/operations/operations_await.hpp"
#include "bench/operations/operations_deferred.hpp"
#include "schemes/all.hpp"

namespace ctxlab::bench {

std::vector<operation> scheme_operations() {
  listing list;
  all_schemes::for_each([&]<class S>() { list.add<S, await_incomplete, deferred_one_callback>(); });
  return std::move(list.operations);
}

}  // namespace ctxlab::bench
