#include "schemes/runtime/deferred/gather.hpp"

#include <vector>

#include "schemes/runtime/deferred/cancel_link.hpp"
#include "schemes/runtime/deferred/tracing.hpp"

namespace ctxlab {
namespace {

struct gathering;

struct member : callback {
  gathering* into;  // while linked, counted
  cancel_link of;
};

// Stands in the block of its deferred, and the members behind it.
struct gathering : source {
  deferred_state* state;
  std::size_t count;
  std::size_t finished;

  std::span<member> members() { return {reinterpret_cast<member*>(this + 1), count}; }
  std::span<const member> members() const { return {reinterpret_cast<const member*>(this + 1), count}; }
};

bool member_fired(callback* self, deferred_state& at) {
  auto* const me = static_cast<member*>(self);
  gathering& all = *me->into;
  deferred_state* const state = all.state;
  const bool failed = at.outcome().failed();
  result outcome = failed ? at.fed() : result();
  ++all.finished;
  me->of.own();  // a gather reaches its members, fired or not
  if (!state->fired() && (failed || all.finished == all.count)) {
    if (failed || at.outcome().empty()) {
      state->fire_in_turn(std::move(outcome));
    } else {  // the value stays with the member, whatever becomes of it meanwhile
      result kept = at.fed();
      state->fire();
      at.outcome() = std::move(kept);
    }
  }
  state->release();
  return !failed;
}

void member_died(callback* self, deferred_state*, bool) noexcept {
  auto* const me = static_cast<member*>(self);
  me->of.reset();
  me->into->state->release();
}

void trace_member(const callback* self, tracer& to) { to.owns(static_cast<const member*>(self)->into->state); }

constexpr callback_ops member_ops{&member_fired, nullptr, &member_died, &trace_member, on_both, on_both};

void cancel_members(source* self, deferred_state& of) {
  if (of.fired()) return;
  auto* const all = static_cast<gathering*>(self);
  std::vector<deferred> members;
  members.reserve(all->count);
  for (const member& each : all->members())
    if (each.of.get()) members.emplace_back(each.of.get());
  for (const deferred& each : members) each.cancel();
}

void trace_members(const source* self, const deferred_state&, tracer& to) {
  for (const member& each : static_cast<const gathering*>(self)->members())
    if (each.of.get() && each.of.owns()) to.owns(each.of.get());
}

void destroy_members(source* self) noexcept {
  for (member& each : static_cast<gathering*>(self)->members()) each.~member();
}

constexpr source_ops gathering_ops{&cancel_members, nullptr, &trace_members, &destroy_members, true};

constexpr source_ops fired_ops{[](source*, deferred_state&) {}, nullptr,
                               [](const source*, const deferred_state&, tracer&) {}, nullptr, true};

// What a gather of nothing comes from. It has fired, and so ignores cancellation, whatever its chain waits for.
constinit source nothing_gathered{&fired_ops};

deferred gather_nothing() {
  const deferred fired = deferred::succeed();
  fired.state()->set_source(&nothing_gathered);
  return fired;
}

}  // namespace

deferred gather(std::span<const deferred> members) {
  if (members.empty()) return gather_nothing();
  const std::size_t bytes =
      sizeof(deferred_state) + deferred_state::slot_bytes + sizeof(gathering) + members.size() * sizeof(member);
  auto* const block = static_cast<std::byte*>(pool::allocate(bytes));
  const deferred it(new (block) deferred_state(bytes, true));
  auto* const all = new (block + sizeof(deferred_state) + deferred_state::slot_bytes)
      gathering{{&gathering_ops}, it.state(), members.size(), 0};
  for (std::size_t i = 0; i != members.size(); ++i)
    new (&all->members()[i]) member{{nullptr, &member_ops}, all, cancel_link(members[i].state())};
  it.state()->set_source(all);
  if (ring_watcher* const watcher = ring_watcher::installed()) watcher->watch(*it.state());
  for (std::size_t i = 0; i != members.size(); ++i) {
    it.state()->retain();
    members[i].state()->append(&all->members()[i]);
  }
  return it;
}

}  // namespace ctxlab
