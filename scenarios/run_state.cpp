#include "scenarios/run_state.hpp"

#include <algorithm>

#include "scenarios/stage.hpp"

namespace ctxlab::scenarios {
namespace {

std::string named(const context* which) { return std::string(name_of(which)); }

// Whether what is spent now is charged to whom it is spent for.
bool pays(std::string_view owner) {
  return name_of(current_context()) == (owner == "nobody" ? std::string_view(sentinel) : owner);
}

// Hears nothing: what is thrown away after a run leaves no trace.
struct deaf final : unhandled_failure_sink {
  void unhandled(const failure&) noexcept override {}
};

}  // namespace

recorder::recorder(reactor& of)
    : reactor_(of),
      outer_log_(install_log_sink(this)),
      outer_probe_(install_probe(this)),
      outer_switch_(observe_switches(this)),
      outer_unhandled_(install_unhandled_failure_sink(this)) {
  accounting_.emplace(clock_);
  reactor_.observe_turns(this);
}

recorder::~recorder() {
  reactor_.observe_turns(nullptr);
  accounting_.reset();
  install_unhandled_failure_sink(outer_unhandled_);
  observe_switches(outer_switch_);
  install_probe(outer_probe_);
  install_log_sink(outer_log_);
}

// A line without an owner is its author's mistake, and shows as owned by "?".
void recorder::line(const context* charged, std::string_view text) {
  const std::size_t colon = text.find(": ");
  std::string owner(colon == text.npos ? "?" : text.substr(0, colon));
  if (owner == "nobody") owner = sentinel;
  if (line_cost_ && !elsewhere()) spent(owner, line_cost_);
  add({"log", std::string(colon == text.npos ? text : text.substr(colon + 2)), named(charged), std::move(owner)});
}

void recorder::add(event it) {
  if (!elsewhere()) return seen.trace.push_back(std::move(it));
  const std::lock_guard lock(mutex_);
  from_elsewhere_.push_back(std::move(it));
}

void recorder::take_in() {
  const std::lock_guard lock(mutex_);
  for (event& each : from_elsewhere_) {
    if (each.front() == field("unhandled")) ++seen.unhandled;
    seen.trace.push_back(std::move(each));
  }
  from_elsewhere_.clear();
}

void recorder::switched(context* from, context* to) noexcept {
  settle(from);
  if (to && std::none_of(contexts_.begin(), contexts_.end(), [&](const context_ptr& c) { return c.get() == to; }))
    contexts_.emplace_back(to);
  seen.trace.push_back({"switch", named(to)});
}

void recorder::warned(warning kind, const context* expected, const context* found) noexcept {
  const std::string name(name_of(kind));
  ++seen.warnings[name];
  event it{"warn", name};
  if (kind != warning::not_maintained) it.emplace_back(named(expected));
  if (kind == warning::found) it.emplace_back(named(found));
  seen.trace.push_back(std::move(it));
}

void recorder::turn_starts(ticks at) {
  take_in();
  seen.trace.push_back({"start", at, named(current_context())});
}
void recorder::turn_ended(ticks at) { seen.trace.push_back({"turn", at, named(current_context())}); }

void recorder::unhandled(const failure& why) noexcept {
  if (!elsewhere()) ++seen.unhandled;
  add({"unhandled", why.reason()});
}

void recorder::ended(std::int64_t request, bool failed) {
  seen.trace.push_back({"end", request, failed ? "failed" : "ok", named(current_context())});
}

void recorder::dropped(std::string_view queue) { seen.trace.push_back({"drop", std::string(queue)}); }

void recorder::spent(std::string_view owner, std::int64_t units) {
  clock_.spend(units);
  seen.cpu.spent += units;
  unsettled_[std::string(owner == "nobody" ? std::string_view(sentinel) : owner)] += units;
}

void recorder::settle(const context* current) {
  for (const auto& [owner, units] : unsettled_)
    if (owner != name_of(current)) seen.cpu.wrong += units;
  unsettled_.clear();
}

void recorder::charge_database(std::string_view owner, std::int64_t units) {
  seen.database.spent += units;
  if (!pays(owner)) seen.database.wrong += units;
}

void recorder::transacted(std::string_view owner, std::int64_t wait, std::int64_t time) {
  charge_transaction(wait, time);
  charge_database(owner, wait + time);
}

void recorder::fetched(std::string_view owner, std::int64_t events) {
  charge_events_fetched(events);
  charge_database(owner, events);
}

void recorder::close() {
  take_in();
  settle(current_context());
  for (const context_ptr& each : contexts_) {
    if (real_cpu_) break;
    const usage of = accounting_->of(*each);
    if (of.cpu.user || of.transactions || of.events_fetched)
      seen.trace.push_back({"usage", each->name(), of.cpu.user, of.transactions, of.transaction_time,
                            of.scheduling_time, of.events_fetched});
  }
  contexts_.clear();
}

clockwork::clockwork(pace at) {
  if (at == pace::virtual_time)
    alone_.emplace();
  else
    on_threads_.emplace(std::chrono::milliseconds(at == pace::real_time ? 1 : 0));
}

void clockwork::run(int most) {
  if (on_threads_) return on_threads_->run();
  for (int turns = 0; turns != most && alone_->run_one(); ++turns) {
  }
}

run_state::run_state(pace at) : outer_context(exchange_context(nullptr)), clock(at) { ears.emplace(clock.turns()); }

listening_pool& run_state::pool() {
  ears->charges_real_time();
  if (!threads) threads.emplace(clock.on_threads(), *ears, *ears);
  return *threads;
}

run_state::~run_state() {
  threads.reset();
  ears.reset();
  deaf nobody;
  unhandled_failure_sink* const outer = install_unhandled_failure_sink(&nobody);
  clock.turns().clear();
  hopping.clear();
  queues.clear();
  while (!variables.empty()) {
    const deferred last = (*variables.begin())->take();
    variables.erase(variables.begin());
  }
  dies_later.reset();
  install_unhandled_failure_sink(outer);
  exchange_context(std::move(outer_context));
}

std::vector<deferred> run_state::take_queue(std::string_view name) {
  const auto found = queues.find(name);
  if (found == queues.end()) return {};
  std::vector<deferred> taken = std::move(found->second);
  queues.erase(found);
  return taken;
}

}  // namespace ctxlab::scenarios
