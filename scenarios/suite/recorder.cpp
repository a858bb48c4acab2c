#include "scenarios/suite/recorder.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "scenarios/suite/logger.hpp"

namespace ctxlab::scenarios {
namespace {

// The pattern of a line that is read again, and may be kept.
constexpr const char* as_json = "{%X,\"message\":%V}";

std::string named(const context* which) { return std::string(name_of(which)); }

// Whether what is spent now is charged to whom it is spent for.
bool pays(std::string_view owner) {
  return name_of(current_context()) == (owner == "nobody" ? std::string_view(sentinel) : owner);
}

}  // namespace

recorder::recorder(reactor& of, bool bare)
    : reactor_(of),
      bare_(bare),
      outer_log_(install_log_sink(this)),
      outer_probe_(install_probe(bare ? nullptr : this)),
      outer_switch_(observe_switches(bare ? nullptr : this)),
      outer_unhandled_(install_unhandled_failure_sink(this)) {
  if (!bare_) accounting_.emplace(clock_);
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

void recorder::keep_log() {
  keeper_ = make_logger("run", as_json, [this](std::string_view line) { written(line); });
}

std::shared_ptr<spdlog::logger> recorder::logger(bool debug) {
  return make_logger(
      "foreign", as_json, [this](std::string_view line) { written(line); }, debug);
}

void recorder::line(const context* charged, std::string_view text) {
  if (!elsewhere()) this->charged(charged);
  if (keeper_) return log_for(*keeper_, charged, text);
  heard(text, named(charged));
}

void recorder::written(std::string_view line) {
  const auto it = nlohmann::json::parse(line);
  const auto& charged = it["context"];
  heard(it["message"].get_ref<const std::string&>(), charged.is_null() ? sentinel : charged.get<std::string>(), line);
}

// A line without an owner is its author's mistake, and shows as owned by "?".
void recorder::heard(std::string_view text, std::string charged, std::string_view line) {
  if (failing_ > 0 && failing_.fetch_sub(1) > 0) throw std::runtime_error("the disk is full");
  const std::size_t colon = text.find(": ");
  std::string owner(colon == text.npos ? "?" : text.substr(0, colon));
  if (owner == "nobody") owner = sentinel;
  if (line_cost_ && !elsewhere()) spent(owner, line_cost_);
  std::string message(colon == text.npos ? text : text.substr(colon + 2));
  add({"log", std::move(message), std::move(charged), std::move(owner)}, line);
}

std::string recorder::placed(std::string_view line, std::size_t thread) const {
  if (!keeper_ || line.empty()) return {};
  return "{\"turn\":" + std::to_string(turn_) + ",\"time\":" + std::to_string(turn_at_) +
         ",\"thread\":" + std::to_string(thread) + "," + std::string(line.substr(1));
}

void recorder::add(event it, std::string_view line) {
  if (!elsewhere()) {
    observed.trace.push_back(std::move(it));
    if (std::string kept = placed(line, 0); !kept.empty()) observed.log.push_back(std::move(kept));
    return;
  }
  const std::lock_guard lock(mutex_);
  const auto known = std::find(threads_.begin(), threads_.end(), std::this_thread::get_id());
  const auto thread = static_cast<std::size_t>(known - threads_.begin()) + 1;
  if (known == threads_.end()) threads_.push_back(std::this_thread::get_id());
  from_elsewhere_.emplace_back(std::move(it), placed(line, thread));
}

void recorder::take_in() {
  const std::lock_guard lock(mutex_);
  for (auto& [each, line] : from_elsewhere_) {
    if (each.front() == field("unhandled")) ++observed.unhandled;
    observed.trace.push_back(std::move(each));
    if (!line.empty()) observed.log.push_back(std::move(line));
  }
  from_elsewhere_.clear();
}

void recorder::switched(context* from, context* to) noexcept {
  settle(from);
  if (from == restarted_) leave_restarted();
  if (to && std::none_of(contexts_.begin(), contexts_.end(), [&](const context_ptr& c) { return c.get() == to; }))
    contexts_.emplace_back(to);
  observed.trace.push_back({"switch", named(to)});
}

void recorder::warned(warning kind, const context* expected, const context* found) noexcept {
  const std::string name(name_of(kind));
  ++observed.warnings[name];
  event it{"warn", name};
  if (kind != warning::not_maintained) it.emplace_back(named(expected));
  if (kind == warning::found) it.emplace_back(named(found));
  observed.trace.push_back(std::move(it));
  if (kind != warning::restart_finished) return;
  leave_restarted();
  restarted_ = expected;
}

void recorder::turn_starts(ticks at) {
  take_in();
  {
    const std::lock_guard lock(mutex_);
    ++turn_;
    turn_at_ = at;
  }
  observed.trace.push_back({"start", at, named(current_context())});
}
void recorder::turn_ended(ticks at) { observed.trace.push_back({"turn", at, named(current_context())}); }

void recorder::unhandled(const failure& why) noexcept {
  if (!elsewhere()) ++observed.unhandled;
  add({"unhandled", why.reason(), named(current_context())});
}

void recorder::ended(std::int64_t request, bool failed) {
  observed.trace.push_back({"end", request, failed ? "failed" : "ok", named(current_context())});
}

void recorder::dropped(std::string_view queue) { observed.trace.push_back({"drop", std::string(queue)}); }

void recorder::spent(std::string_view owner, std::int64_t units) {
  charged(current_context());
  clock_.spend(units);
  observed.cpu.spent += units;
  unsettled_[std::string(owner == "nobody" ? std::string_view(sentinel) : owner)] += units;
}

void recorder::settle(const context* current) {
  for (const auto& [owner, units] : unsettled_)
    if (owner != name_of(current)) observed.cpu.wrong += units;
  unsettled_.clear();
}

void recorder::charge_database(std::string_view owner, std::int64_t units) {
  charged(current_context());
  observed.database.spent += units;
  if (!pays(owner)) observed.database.wrong += units;
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
  if (bare_) return;
  settle(current_context());
  leave_restarted();
  for (const context_ptr& each : contexts_) {
    if (real_cpu_) break;
    const usage of = accounting_->usage_of(*each);
    if (of.cpu.user || of.transactions || of.events_fetched)
      observed.trace.push_back({"usage", std::string(each->name()), of.cpu.user, of.transactions, of.transaction_time,
                                of.scheduling_time, of.events_fetched});
  }
  contexts_.clear();
}

}  // namespace ctxlab::scenarios
