// The operations of one request and of deferreds, by every scheme.
#include "bench/operations/listing.hpp"
#include "bench/operations/operations_await.hpp"
#include "bench/operations/operations_deferred.hpp"
#include "schemes/all.hpp"

namespace ctxlab::bench {
namespace {

template <class S>
void add(listing& to) {
  const std::string_view who = S::name;
  to.add<scope<S>>("scope", who);
  to.also_accounted();
  to.add<await_complete<S>>("await_complete", who);
  if constexpr (follows_waits<S>) {
    to.add<await_incomplete<S>>("await_incomplete", who);
    to.also_accounted();
    to.add<child_suspends<S>>("child_suspends", who);
    to.add<child_suspends<S, 2>>("child_suspends_twice", who);
    to.add_sized<chain<S>>("chain", who, {1, 4, 16, 64, 256});
  }
  to.add<coroutine_complete<S>>("coroutine_complete", who);
  to.add<failure_awaited<S>>("failure_awaited", who);
  to.add<deferred_one_callback<S>>("deferred_one_callback", who);
  to.add<deferred_further_callback<S>>("deferred_further_callback", who, deferred_further_callback<S>::together);
  to.add<deferred_chained<S>>("deferred_chained", who);
}

}  // namespace

std::vector<operation> scheme_operations() {
  listing all;
  all_schemes::for_each([&]<class S>() { add<S>(all); });
  add_many(all);
  return std::move(all.all);
}

}  // namespace ctxlab::bench
