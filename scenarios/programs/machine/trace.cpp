#include "scenarios/programs/machine/trace.hpp"

#include <nlohmann/json.hpp>

namespace ctxlab::programs {

using nlohmann::json;

std::string_view text_of(name which, const program& of, const trace& in) {
  return which < of.names.size() ? of.names[which] : in.made_names[which - of.names.size()];
}

json to_json(const event& which, const program& of, const trace& in) {
  const auto text = [&](name it) { return text_of(it, of, in); };
  switch (which.kind) {
    case event_kind::log: return json::array({"log", text(which.a), text(which.b), text(which.c)});
    case event_kind::turn: return json::array({"turn", which.number, text(which.b)});
    case event_kind::end: return json::array({"end", which.number, which.flag ? "ok" : "failed", text(which.b)});
    case event_kind::warn: {
      const auto kind = static_cast<warning>(which.flag);
      json it = json::array({"warn", name_of(kind)});
      if (kind != warning::not_maintained) it.push_back(text(which.a));
      if (kind == warning::found) it.push_back(text(which.c));
      return it;
    }
    case event_kind::usage: {
      const charge& c = in.charges[static_cast<std::size_t>(which.number)];
      return json::array(
          {"usage", text(which.a), c.cpu, c.transactions, c.transaction_time, c.scheduling_time, c.fetched});
    }
  }
  return {};
}

json to_json(const trace& it, const program& of) {
  json events = json::array();
  for (const event& each : it.events) events.push_back(to_json(each, of, it));
  return events;
}

bool is_wrong_line(const event& it) { return it.kind == event_kind::log && it.b != it.c; }

bool is_harmless(std::size_t index, const trace& in) {
  const auto restarts = [](const event& it) {
    return it.kind == event_kind::warn && static_cast<warning>(it.flag) == warning::restart_finished;
  };
  if (!restarts(in.events[index])) return false;
  const name restarted = in.events[index].a;
  for (std::size_t i = index + 1; i != in.events.size(); ++i) {
    const event& each = in.events[i];
    if (restarts(each)) break;
    if (each.kind == event_kind::warn || each.kind == event_kind::usage) continue;
    if (each.b != restarted) break;
    if (each.kind == event_kind::log) return false;
  }
  for (std::size_t i = in.events.size(); i-- != 0 && in.events[i].kind == event_kind::usage;) {
    const charge& c = in.charges[static_cast<std::size_t>(in.events[i].number)];
    if (in.events[i].a == restarted && (c.cpu || c.transactions || c.fetched)) return false;
  }
  return true;
}

}  // namespace ctxlab::programs
