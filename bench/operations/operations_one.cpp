// The operations of one request and of deferreds, by every scheme. To add one: its class template, which has a `card`,
// and its word here; likewise in operations_many.cpp.
#include "bench/operations/listing.hpp"
#include "bench/operations/operations_await.hpp"
#include "bench/operations/operations_deferred.hpp"
#include "schemes/all.hpp"

namespace ctxlab::bench {

std::vector<operation> scheme_operations() {
  listing list;
  all_schemes::for_each([&]<class S>() {
    list.add<S, scope, await_complete, await_incomplete, child_suspends_once, child_suspends_twice, chain,
             coroutine_complete, failure_awaited, deferred_one_callback, deferred_further_callback, deferred_chained>();
  });
  add_many(list);
  return std::move(list.operations);
}

}  // namespace ctxlab::bench
