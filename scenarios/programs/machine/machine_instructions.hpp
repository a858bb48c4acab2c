// Part of machine.hpp: what the instructions do.
#pragma once

#include <algorithm>

#include "scenarios/programs/machine/machine.hpp"

namespace ctxlab::programs {

template <class S, class Host>
const instruction* machine<S, Host>::go_on(acting& frame) {
  const std::size_t outer_members = members_.size();
  for (const instruction* next = frame.at;;) {
    const instruction& now = *next++;
    this->reached(now);
    switch (now.operation) {  // one after which the function goes on continues
      case op::call:
        frame.value = call(function_of(now), frame.s, frame.owner);
        if (frame.value) continue;
        break;
      case op::background:
        frame.value = frame.s.background(&call_throwing, this, &function_of(now), frame.owner);
        continue;
      case op::request:
        frame.value = call_request(frame, now);
        if (frame.value) continue;
        break;
      case op::sleep: frame.value = frame.s.sleep(now.first); continue;
      case op::raw_sleep: frame.value = reactor::current().sleep(now.first); continue;
      case op::wait:
        frame.value = deferred::make();
        queues_[now.a].push_back(frame.value);
        continue;
      case op::yieldable: frame.value = frame.s.yieldable(std::move(frame.value)); continue;
      case op::member: members_.push_back(std::move(frame.value)); continue;
      case op::gather: gather_members(frame, now.a); continue;
      case op::succeed: frame.value = deferred::succeed(); continue;
      case op::failed: frame.value = deferred::fail_with(failure(running().names[now.a])); continue;
      case op::var: frame.value = frame.variable(now.a) ? frame.variable(now.a) : deferred::succeed(); continue;
      case op::then:
      case op::catches:
      case op::both: add_calling(frame, now); continue;
      case op::timeout: reactor::current().add_timeout(frame.value, now.first); continue;
      case op::log: frame.s.log(this->line_of(now.a, now.b == nowhere ? frame.owner : now.b)); continue;
      case op::enter: frame.open(op::enter, this->make_context(now.a), {}, now.a); continue;
      case op::nested: enter_nested(frame, now.a); continue;
      case op::preserve:
        if (now.a == nowhere)
          frame.open(op::preserve, nullptr, {}, sentinel_name);
        else
          frame.open(op::preserve, this->make_context(now.a), {}, now.a);
        continue;
      case op::leave: frame.leave(); continue;
      case op::open: frame.open_apart(now.a, this->make_context(now.b)); continue;
      case op::close: frame.close(now.a); continue;
      case op::repeat: frame.rounds(now.a) = now.first; continue;
      case op::again:
        if (--frame.rounds(now.a) == 0) continue;
        next = frame.of.code.data() + now.b;
        if (spend(static_cast<std::uint64_t>(now.first))) continue;
        raised_ = stopped_failure();
        break;
      case op::end_finally: {
        auto& kept = frame.kept(now.a);
        raised_ = std::exchange(kept.what, {});
        if (!raised_.failed()) continue;
        frame.exits = kept.exits;
        break;
      }
      case op::await:
      case op::await_yieldable:
      case op::await_sleep: frame.at = next; return &now;
      case op::discard: frame.value = {}; continue;
      case op::let: frame.variable(now.a) = std::move(frame.value); continue;
      case op::drop: frame.variable(now.a) = {}; continue;
      case op::fire: settle_queue(now.a, true); continue;
      case op::fail: settle_queue(now.a, false); continue;
      case op::fire_one: settle_one(now.a, true); continue;
      case op::fail_one: settle_one(now.a, false); continue;
      case op::clear: queues_[now.a].clear(); continue;
      case op::cancel:
        if (const deferred cancelled = frame.variable(now.a)) {
          go_deeper();
          cancelled.cancel();
        }
        continue;
      case op::raise: raised_ = result(failure(running().names[now.a])); break;
      case op::jump: next = frame.of.code.data() + now.a; continue;
      case op::cpu: this->spend_cpu(now.first, frame.owner); continue;
      case op::db: this->transact(now.first, now.second, frame.owner); continue;
      case op::fetch: this->fetch(now.first, frame.owner); continue;
      case op::collect:
        if (collect()) continue;
        break;
      case op::end: return nullptr;
    }
    members_.resize(outer_members);
    frame.at = &now + 1;
    if (!raise(frame)) return nullptr;
    next = frame.at;
  }
}

template <class S, class Host>
bool machine<S, Host>::take(acting& frame, result&& outcome) {
  if (!outcome.failed() && !stopped()) [[likely]]
    return true;
  raised_ = stopped() ? stopped_failure() : std::move(outcome);
  return raise(frame);
}

template <class S, class Host>
bool machine<S, Host>::raise(acting& frame) {
  const bool exits = std::exchange(frame.exits, false);
  std::uint32_t handled_by = stopped() ? nowhere : frame.at[-1].handler;
  while (exits && handled_by != nowhere && frame.of.handlers[handled_by].keeps == nowhere)
    handled_by = frame.of.handlers[handled_by].outer;  // nothing but last words
  if (handled_by == nowhere) return false;
  const handler& by = frame.of.handlers[handled_by];
  frame.leave_to(by.depth);
  frame.at = frame.of.code.data() + by.target;
  if (by.keeps != nowhere) frame.kept(by.keeps) = {std::move(raised_), exits};
  raised_ = {};
  return true;
}

// As Python's GeneratorExit, which no handler takes; but where the last words wait, nothing more is run.
template <class S, class Host>
void machine<S, Host>::say_last_words(acting& frame) {
  if (over_ || stopped()) return;
  go_deeper();
  result outer = std::exchange(raised_, result(failure("destroyed")));
  frame.exits = true;
  if (raise(frame)) go_on(frame);
  raised_ = std::move(outer);
}

template <class S, class Host>
void machine<S, Host>::enter_nested(acting& frame, name suffix) {
  const name parent = this->name_of(frame.s.current());
  const name its_owner = this->joined(frame.owner, suffix);
  frame.open(op::nested, nullptr, running().names[suffix], its_owner);
  this->note_nested(const_cast<context*>(frame.s.current()), parent, suffix);
}

template <class S, class Host>
deferred machine<S, Host>::call_request(acting& frame, const instruction& request_call) {
  try {
    return frame.s.request(this->make_context(request_call.b), &call_throwing, this, &function_of(request_call),
                           request_call.b);
  } catch (...) {
    raised_ = result(failure::current());
    return {};
  }
}

template <class S, class Host>
void machine<S, Host>::add_calling(acting& frame, const instruction& adds) {
  go_deeper();
  calling callback{this, &function_of(adds), frame.owner, frame.s};
  if (adds.operation == op::then)
    frame.s.add_callback(frame.value, std::move(callback));
  else if (adds.operation == op::catches)
    frame.s.add_errback(frame.value, std::move(callback));
  else
    frame.s.add_both(frame.value, std::move(callback));
}

template <class S, class Host>
void machine<S, Host>::gather_members(acting& frame, std::uint32_t count) {
  go_deeper();
  std::vector<deferred> members = std::exchange(members_, {});  // what runs meanwhile has a list of its own
  frame.value = gather(std::span(members).last(count));
  members.resize(members.size() - count);
  members_ = std::move(members);
}

template <class S, class Host>
void machine<S, Host>::settle_queue(std::uint32_t queue, bool well) {
  if (queues_[queue].empty()) return;
  go_deeper();
  std::vector<deferred> taken = std::exchange(queues_[queue], {});
  for (deferred& each : taken) {
    if (each.fired()) continue;
    if (well)
      std::move(each).fire();
    else
      std::move(each).fail(failure("failed"));
  }
  taken.clear();
  if (queues_[queue].empty()) queues_[queue] = std::move(taken);  // for its memory
}

template <class S, class Host>
void machine<S, Host>::settle_one(std::uint32_t queue, bool well) {
  go_deeper();
  auto& waiting = queues_[queue];
  const auto first = std::find_if(waiting.begin(), waiting.end(), [](const deferred& each) { return !each.fired(); });
  deferred taken = first == waiting.end() ? deferred() : std::move(*first);
  waiting.erase(waiting.begin(), first == waiting.end() ? first : first + 1);
  if (!taken) return;
  if (well)
    std::move(taken).fire();
  else
    std::move(taken).fail(failure("failed"));
}

template <class S, class Host>
bool machine<S, Host>::collect() {
  if (!spend(static_cast<std::uint64_t>(deferred::alive() - alive_before_))) {
    raised_ = stopped_failure();
    return false;
  }
  if (graveyard_) graveyard_->collect();
  return true;
}

}  // namespace ctxlab::programs
