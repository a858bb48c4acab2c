// The operations of one request and of deferreds, by every scheme.
#include "bench/operations/listing.hpp"
#include "bench/operations/operations_await.hpp"
#include "bench/operations/operations_deferred.hpp"
#include "schemes/all.hpp"

namespace ctxlab::bench {
namespace {

template <class S>
void add(listing& to) {
  const std::string_view subject = S::name;
  to.add<scope<S>>("scope", subject);
  to.also_accounted();
  to.add<await_complete<S>>("await_complete", subject);
  if constexpr (follows_waits<S>) {
    to.add<await_incomplete<S>>("await_incomplete", subject);
    to.also_accounted();
    to.add<child_suspends<S>>("child_suspends", subject);
    to.add<child_suspends<S, 2>>("child_suspends_twice", subject);
    to.add_sized<chain<S>>("chain", subject, {1, 4, 16, 64, 256});
  }
  to.add<coroutine_complete<S>>("coroutine_complete", subject);
  to.add<failure_awaited<S>>("failure_awaited", subject);
  to.add<deferred_one_callback<S>>("deferred_one_callback", subject);
  to.add<deferred_further_callback<S>>("deferred_further_callback", subject, deferred_further_callback<S>::together);
  to.add<deferred_chained<S>>("deferred_chained", subject);
}

}  // namespace

std::vector<operation> scheme_operations() {
  listing all;
  all_schemes::for_each([&]<class S>() { add<S>(all); });
  add_many(all);
  return std::move(all.all);
}

}  // namespace ctxlab::bench
