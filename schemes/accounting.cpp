#include "schemes/accounting.hpp"

#include <sys/resource.h>

namespace ctxlab {
namespace {

template <class Charge>
void charge_line(context* first, Charge charge) {
  for (context* each = first; each; each = each->parent()) charge(each->account());
}

std::int64_t nanoseconds(const timeval& t) { return t.tv_sec * 1'000'000'000LL + t.tv_usec * 1'000LL; }

}  // namespace

cpu_time thread_cpu_clock::now() noexcept {
  rusage spent{};
  getrusage(RUSAGE_THREAD, &spent);
  return {nanoseconds(spent.ru_utime), nanoseconds(spent.ru_stime)};
}

accounting::accounting(cpu_clock& clock)
    : clock_(clock), outer_(observe_switches(this)), since_(clock.now()) {}

accounting::~accounting() {
  switched(current_context(), current_context());
  observe_switches(outer_);
}

void accounting::switched(context* from, context* to) noexcept {
  const cpu_time now = clock_.now();
  const cpu_time spent{now.user - since_.user, now.system - since_.system};
  since_ = now;
  charge_line(from, [&](usage& u) {
    u.cpu.user += spent.user;
    u.cpu.system += spent.system;
  });
  if (outer_ && from != to) outer_->switched(from, to);
}

usage accounting::of(const context& which) const {
  usage sum = which.charged() ? *which.charged() : usage{};
  if (&which == current_context()) {
    const cpu_time now = clock_.now();
    sum.cpu.user += now.user - since_.user;
    sum.cpu.system += now.system - since_.system;
  }
  return sum;
}

void charge_transaction(std::int64_t scheduling_time, std::int64_t transaction_time) {
  charge_line(current_context(), [&](usage& u) {
    ++u.transactions;
    u.transaction_time += transaction_time;
    u.scheduling_time += scheduling_time;
  });
}

void charge_events_fetched(std::int64_t events) {
  charge_line(current_context(), [&](usage& u) { u.events_fetched += events; });
}

}  // namespace ctxlab
