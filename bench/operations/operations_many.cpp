// The operations with several pieces of work under way at once, by every scheme.
#include "bench/operations/operations_many.hpp"

#include "bench/operations/listing.hpp"
#include "schemes/all.hpp"

namespace ctxlab::bench {
namespace {

template <class S>
void add(listing& to) {
  const std::string_view subject = S::name;
  if constexpr (follows_waits<S>) {
    to.add_sized<gathers<S>>("gather", subject, {1, 16, 256, 4096});
    to.add<run_in_background<S>>("run_in_background", subject, run_in_background<S>::together);
    to.also_accounted();
    to.add_sized<request<S>>("request", subject, {1, 4, 16});
    to.also_accounted();
    to.add_sized<pending<S>>("pending", subject, {1, 1000, 100000, 1000000}, true);
  }
  to.add<orphan_collected<S>>("orphan_collected", subject);
  to.add<orphan_collected_later<S>>("orphan_collected_later", subject, orphan_collected_later<S>::together);
}

}  // namespace

void add_many(listing& to) {
  all_schemes::for_each([&]<class S>() { add<S>(to); });
}

}  // namespace ctxlab::bench
