// Part of machine.hpp: what the instructions do.
#pragma once

#include "scenarios/programs/machine/machine.hpp"

namespace ctxlab::programs {

template <class S, class Host>
const instruction* machine<S, Host>::go_on(acting& in) {
  const std::size_t outer_members = members_.size();
  for (const instruction* at = in.at;;) {
    const instruction& now = *at++;
    this->reached(now);
    switch (now.what) {  // one after which the function goes on continues
      case op::call:
        in.value = call(function_of(now), in.s, in.owner);
        if (in.value) continue;
        break;
      case op::background: in.value = in.s.background(&call_throwing, this, &function_of(now), in.owner); continue;
      case op::request:
        in.value = call_request(in, now);
        if (in.value) continue;
        break;
      case op::sleep: in.value = in.s.sleep(now.first); continue;
      case op::raw_sleep: in.value = reactor::current().sleep(now.first); continue;
      case op::wait:
        in.value = deferred::make();
        queues_[now.a].push_back(in.value);
        continue;
      case op::yieldable: in.value = in.s.yieldable(std::move(in.value)); continue;
      case op::member: members_.push_back(std::move(in.value)); continue;
      case op::gather: gather_members(in, now.a); continue;
      case op::succeed: in.value = deferred::succeed(); continue;
      case op::failed: in.value = deferred::fail_with(failure(running().names[now.a])); continue;
      case op::var: in.value = in.variable(now.a) ? in.variable(now.a) : deferred::succeed(); continue;
      case op::then:
      case op::catches:
      case op::both: add_calling(in, now); continue;
      case op::log: in.s.log(this->line_of(now.a, in.owner)); continue;
      case op::enter: in.open(op::enter, this->make_context(now.a), {}, now.a); continue;
      case op::nested: enter_nested(in, now.a); continue;
      case op::preserve:
        if (now.a == nowhere)
          in.open(op::preserve, nullptr, {}, sentinel_name);
        else
          in.open(op::preserve, this->make_context(now.a), {}, now.a);
        continue;
      case op::leave: in.leave(); continue;
      case op::await:
      case op::await_yieldable:
      case op::await_sleep: in.at = at; return &now;
      case op::discard: in.value = {}; continue;
      case op::let: in.variable(now.a) = std::move(in.value); continue;
      case op::drop: in.variable(now.a) = {}; continue;
      case op::fire: settle_queue(now.a, true); continue;
      case op::fail: settle_queue(now.a, false); continue;
      case op::clear: queues_[now.a].clear(); continue;
      case op::cancel:
        if (const deferred cancelled = in.variable(now.a)) {
          const deeper here(*this);
          cancelled.cancel();
        }
        continue;
      case op::raise: raised_ = result(failure(running().names[now.a])); break;
      case op::jump: at = in.of.code.data() + now.a; continue;
      case op::cpu: this->spend_cpu(now.first, in.owner); continue;
      case op::db: this->transact(now.first, now.second, in.owner); continue;
      case op::fetch: this->fetch(now.first, in.owner); continue;
      case op::collect:
        if (collect()) continue;
        break;
      case op::end: return nullptr;
    }
    members_.resize(outer_members);
    in.at = at;
    if (!raise(in)) return nullptr;
    at = in.at;
  }
}

template <class S, class Host>
bool machine<S, Host>::take(acting& in, result&& outcome) {
  if (!outcome.failed() && !stopped()) [[likely]]
    return true;
  raised_ = stopped() ? stopped_failure() : std::move(outcome);
  return raise(in);
}

template <class S, class Host>
bool machine<S, Host>::raise(acting& in) {
  const std::uint32_t handled_by = stopped() ? nowhere : in.at[-1].handler;
  if (handled_by == nowhere) return false;
  const handler& by = in.of.handlers[handled_by];
  in.leave_to(by.depth);
  in.at = in.of.code.data() + by.target;
  raised_ = {};
  return true;
}

template <class S, class Host>
void machine<S, Host>::enter_nested(acting& in, name suffix) {
  const name parent = this->name_of(in.s.current());
  const name its_owner = this->joined(in.owner, suffix);
  in.open(op::nested, nullptr, running().names[suffix], its_owner);
  this->note_nested(const_cast<context*>(in.s.current()), parent, suffix);
}

template <class S, class Host>
deferred machine<S, Host>::call_request(acting& in, const instruction& how) {
  try {
    return in.s.request(this->make_context(how.b), &call_throwing, this, &function_of(how), how.b);
  } catch (...) {
    raised_ = result(failure::current());
    return {};
  }
}

template <class S, class Host>
void machine<S, Host>::add_calling(acting& in, const instruction& how) {
  const deeper here(*this);
  calling callback{this, &function_of(how), in.owner, in.s};
  if (how.what == op::then)
    in.s.add_callback(in.value, std::move(callback));
  else if (how.what == op::catches)
    in.s.add_errback(in.value, std::move(callback));
  else
    in.s.add_both(in.value, std::move(callback));
}

template <class S, class Host>
void machine<S, Host>::gather_members(acting& in, std::uint32_t count) {
  const deeper here(*this);
  std::vector<deferred> members = std::exchange(members_, {});  // what runs meanwhile has a list of its own
  in.value = gather(std::span(members).last(count));
  members.resize(members.size() - count);
  members_ = std::move(members);
}

template <class S, class Host>
void machine<S, Host>::settle_queue(std::uint32_t which, bool well) {
  if (queues_[which].empty()) return;
  const deeper here(*this);
  std::vector<deferred> taken = std::exchange(queues_[which], {});
  for (deferred& each : taken) {
    if (each.fired()) continue;
    if (well)
      std::move(each).fire();
    else
      std::move(each).fail(failure("failed"));
  }
  taken.clear();
  if (queues_[which].empty()) queues_[which] = std::move(taken);  // for its memory
}

template <class S, class Host>
bool machine<S, Host>::collect() {
  if (!spend(static_cast<std::uint64_t>(deferred::alive() - alive_before_))) {
    raised_ = stopped_failure();
    return false;
  }
  graveyard_->collect();
  return true;
}

}  // namespace ctxlab::programs
