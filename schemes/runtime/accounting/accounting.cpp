#include "schemes/runtime/accounting/accounting.hpp"

namespace ctxlab {

void charge_transaction(std::int64_t scheduling_time, std::int64_t transaction_time) {
  if (!current_context()) return;
  for (usage* each = &current_context()->account(); each; each = each->ancestor) {
    ++each->transactions;
    each->transaction_time += transaction_time;
    each->scheduling_time += scheduling_time;
  }
}

void charge_events_fetched(std::int64_t events) {
  if (!current_context()) return;
  for (usage* each = &current_context()->account(); each; each = each->ancestor) each->events_fetched += events;
}

}  // namespace ctxlab
