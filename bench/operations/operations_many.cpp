// The operations with several pieces of work under way at once, by every scheme.
#include "bench/operations/operations_many.hpp"

#include "bench/operations/listing.hpp"
#include "schemes/all.hpp"

namespace ctxlab::bench {

void add_many(listing& list) {
  all_schemes::for_each([&]<class S>() {
    list.add<S, gathers, run_in_background, request, pending, orphan_collected, orphan_collected_later>();
  });
}

}  // namespace ctxlab::bench
