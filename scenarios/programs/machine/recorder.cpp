#include "scenarios/programs/machine/recorder.hpp"

namespace ctxlab::programs {

recorder::session::session(recorder& by, const program& of, const run_bounds& within, trace& into, reactor& clock,
                           virtual_cpu_clock& cpu, audience listening)
    : by_(by),
      outer_sink_(install_log_sink(&by)),
      outer_probe_(install_probe(listening == audience::all ? &by : nullptr)),
      outer_unhandled_(install_unhandled_failure_sink(&by)) {
  clock.observe_turns(&by);
  into.clear();
  by.program_ = &of;
  by.bounds_ = &within;
  by.into_ = &into;
  by.cpu_ = &cpu;
  by.stopped_ = false;
  by.events_left_ = within.events;
  by.steps_left_ = within.steps;
  by.turns_ = 0;
  by.name_bytes_ = 0;
}

recorder::session::~session() {
  by_.made_.clear();
  by_.joined_.clear();
  by_.events_left_ = 0;
  install_unhandled_failure_sink(outer_unhandled_);
  install_probe(outer_probe_);
  install_log_sink(outer_sink_);
}

void recorder::stop(bound reached) {
  if (stopped_) return;
  into_->stopped = reached;
  events_left_ = 0;
  stopped_ = true;
}

void recorder::note(context& made, name called) {
  if (made_.empty()) first_id_ = made.id();
  const std::size_t at = (made.id() - first_id_) & id_mask;
  if (made_.size() != at) [[unlikely]]
    made_.resize(at);  // not all were made here
  made_.push_back({context_ptr(&made), called});
}

context_ptr recorder::make_context(name called) {
  context_ptr it = context::make(running().names[called]);
  note(*it, called);
  return it;
}

void recorder::note_nested(context* made, name parent, name suffix) {
  if (made) note(*made, joined(parent, suffix));
}

name recorder::joined(name parent, name suffix) {
  const auto [found, is_new] = joined_.try_emplace(std::uint64_t{parent} << 32 | suffix);
  if (is_new) {
    std::string text(text_of(parent, running(), *into_));
    text += '-';
    text += text_of(suffix, running(), *into_);
    found->second = static_cast<name>(running().names.size() + into_->made_names.size());
    into_->made_names.push_back(std::move(text));
  }
  name_bytes_ += text_of(found->second, running(), *into_).size();
  if (name_bytes_ > bounds().name_bytes) stop(bound::name_bytes);
  return found->second;
}

void recorder::line(const context* charged, std::string_view) {
  record({event_kind::log, 0, label_, name_of(charged), owner_, 0});
}

void recorder::warned(warning kind, const context* expected, const context* found) noexcept {
  record({event_kind::warn, static_cast<std::uint8_t>(kind), name_of(expected), 0, name_of(found), 0});
}

void recorder::turn_starts(ticks) {}

void recorder::turn_ended(ticks at) {
  record({event_kind::turn, 0, 0, name_of(current_()), 0, at});
  if (++turns_ >= bounds().turns) stop(bound::turns);
}

void recorder::unhandled(const failure&) noexcept {}

void recorder::record_usage(const accounting* by) {
  for (const made_context& each : made_) {
    if (!each.named) continue;
    const usage* const charged = each.named->charged();
    const usage sum = by ? by->usage_of(*each.named) : charged ? *charged : usage{};
    into_->charges.push_back(
        {sum.cpu.user, sum.transactions, sum.transaction_time, sum.scheduling_time, sum.events_fetched});
    record({event_kind::usage, 0, each.called, 0, 0, static_cast<std::int64_t>(into_->charges.size() - 1)});
  }
}

}  // namespace ctxlab::programs
