// Runs random programs over raw deferreds, for test_against_twisted.py, which runs them on Twisted
// as well.
//
// Reads programs as JSON from standard input, one a line, and writes what happened in each, a JSON
// array of strings a line. {"collector": BOOL, "ops": [OP, ...]}; deferreds have numbers, and an OP
// on a number that has no deferred (yet, or any more) does nothing.
//   ["new", N]  ["canceller", N, BODY]  ["succeed", N, V]  ["failed", N, X]
//   ["callback" | "errback" | "both", N, BODY]  ["finally", N, WORD]
//   ["fire", N, V]  ["fail", N, X]  ["cancel", N]  ["probe", N]  ["drop", N]
//   ["throwing fire", N, V]         firing twice raises, in other OPs it is an event
//   ["gather", N, [N, ...]]  ["coroutine", N, BODY]
// A BODY is {"id", "ops", "return"}; in a coroutine's there are besides ["await", N], which raises,
// and ["try", N] and
// ["outcome", N], which do not. "return" is ["nothing"], ["value", V], ["raise", X], ["failure",
// X], ["pass"] (what it was fed) or ["deferred", N]. A canceller's OPs are done the first time it
// is asked.
#include <algorithm>
#include <deque>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "schemes/runtime/deferred/gather.hpp"
#include "schemes/runtime/testing/plain_scheme.hpp"

namespace ctxlab {
namespace {

using json = nlohmann::json;

// Every other value is one that a result keeps in a block of its own.
struct large {
  std::string text;
};
result value(int number) { return number % 2 ? result(number) : result(large{std::to_string(number)}); }

std::string shown(const result& what) {
  if (what.failed()) return "failure " + what.error().reason();
  if (what.empty()) return "nothing";
  try {
    return what.value<large>().text;
  } catch (const bad_result_access&) {
    return std::to_string(what.value<int>());
  }
}

result copy_of(const result& what) {
  if (what.failed()) return result(what.error());
  return what.empty() ? result() : value(std::stoi(shown(what)));
}

class machine final : public unhandled_failure_sink {
 public:
  explicit machine(const json& program) : program_(program) { install_unhandled_failure_sink(this); }
  ~machine() { install_unhandled_failure_sink(nullptr); }
  machine(const machine&) = delete;
  machine& operator=(const machine&) = delete;

  json run() {
    for (const json& op : program_["ops"]) {
      try {
        execute(op);
      } catch (const std::exception& e) {
        say("raised " + std::string(e.what()));
      }
    }
    for (const auto& [number, it] : deferreds_) probe(number, it);
    const auto left = deferreds_;
    for (const auto& [number, it] : left)
      it.add_both([this, n = number](const result& fed) {
        say("end " + std::to_string(n) + " " + shown(fed));
        return n % 2 ? copy_of(fed) : result();
      });
    return std::move(events_);
  }
  void forget() { deferreds_.clear(); }
  std::vector<std::string> unhandled_failures() {
    std::sort(unhandled_.begin(), unhandled_.end());
    return std::move(unhandled_);
  }
  void unhandled(const failure& why) noexcept override { unhandled_.push_back(why.reason()); }

 private:
  struct canceller : source {
    machine* of;
    const json* body;
    bool asked = false;

    static void cancel(source* self, deferred_state&) {
      auto* const me = static_cast<canceller*>(self);
      me->of->say("canceller " + me->body->at("id").dump());
      if (std::exchange(me->asked, true)) return;
      for (const json& op : me->body->at("ops")) me->of->execute(op);
    }
    static void trace(const source*, const deferred_state&, tracer&) {}
    static constexpr source_ops ops{&cancel, nullptr, &trace, nullptr, false};
  };

  void say(std::string event) { events_.push_back(std::move(event)); }

  deferred find(int number) const {
    const auto it = deferreds_.find(number);
    return it == deferreds_.end() ? deferred() : it->second;
  }

  void probe(int number, const deferred& it) {
    say("probe " + std::to_string(number) + (it.fired() ? " fired" : "") + (it.complete() ? " complete" : ""));
  }

  result returned(const json& how, const result& fed) {
    const std::string& kind = how[0].get_ref<const std::string&>();
    if (kind == "nothing") return {};
    if (kind == "value") return value(how[1].get<int>());
    if (kind == "raise") throw failed_error(how[1].get<std::string>());
    if (kind == "failure") return result(failure(how[1].get<std::string>()));
    if (kind == "pass") return copy_of(fed);
    const deferred other = find(how[1]);
    return other ? paused_on(other) : result();
  }

  auto function(const json& body) {
    return [this, &body](const result& fed) {
      say("run " + body["id"].dump() + " fed " + shown(fed));
      for (const json& op : body["ops"]) execute(op);
      return returned(body["return"], fed);
    };
  }

  static coroutine<plain_scheme, result> play(plain_scheme, machine& me, const json& body) {
    me.say("start " + body["id"].dump());
    for (const json& op : body["ops"]) {
      const std::string& kind = op[0].get_ref<const std::string&>();
      if (kind != "await" && kind != "try" && kind != "outcome") {
        me.execute(op);
        continue;
      }
      deferred awaited = me.find(op[1]);
      if (!awaited) continue;
      result got;
      if (kind == "outcome") {
        outcome_of asked(std::move(awaited));
        got = co_await asked;
      } else if (kind == "await") {
        got = co_await std::move(awaited);
      } else {
        try {
          got = co_await std::move(awaited);
        } catch (...) {
          got = result(failure::current());
        }
      }
      me.say("in " + body["id"].dump() + " got " + shown(got));
    }
    const result nothing;
    co_return me.returned(body["return"], nothing);
  }

  void settle(const std::string& number, const deferred& it, result with, bool throws) {
    try {
      it.fire(std::move(with));
    } catch (const already_fired&) {
      if (throws) throw;
      say("already " + number);
    }
  }

  void execute(const json& op) {
    const std::string& kind = op[0].get_ref<const std::string&>();
    const int number = op[1];
    if (make(kind, number, op)) return;
    const deferred it = find(number);
    if (!it) return;
    if (kind == "callback") it.add_callback(function(op[2]));
    if (kind == "errback") it.add_errback(function(op[2]));
    if (kind == "both") it.add_both(function(op[2]));
    if (kind == "finally") it.add_finally([this, word = "by " + op[2].dump()] { say(word); });
    if (kind == "fire") settle(op[1].dump(), it, value(op[2].get<int>()), false);
    if (kind == "throwing fire") settle(op[1].dump(), it, value(op[2].get<int>()), true);
    if (kind == "fail") settle(op[1].dump(), it, result(failure(op[2].get<std::string>())), false);
    if (kind == "cancel") it.cancel();
    if (kind == "probe") probe(number, it);
    if (kind == "drop") deferreds_.erase(number);
  }

  bool make(const std::string& kind, int number, const json& op) {
    if (kind == "new") {
      deferreds_[number] = deferred::make();
    } else if (kind == "canceller") {
      const deferred it = deferreds_[number] = deferred::make();
      cancellers_.push_back(canceller{{&canceller::ops}, this, &op[2]});
      it.state()->set_source(&cancellers_.back());
    } else if (kind == "succeed") {
      deferreds_[number] = deferred::succeed(value(op[2].get<int>()));
    } else if (kind == "failed") {
      deferreds_[number] = deferred::fail_with(failure(op[2].get<std::string>()));
    } else if (kind == "gather") {
      std::vector<deferred> members;
      for (const json& each : op[2])
        if (const deferred it = find(each)) members.push_back(it);
      deferreds_[number] = gather(members);
    } else if (kind == "coroutine") {
      deferreds_[number] = play(plain_scheme(), *this, op[2]);
    } else {
      return false;
    }
    return true;
  }

  const json& program_;
  std::map<int, deferred> deferreds_;
  std::deque<canceller> cancellers_;
  json events_ = json::array();
  std::vector<std::string> unhandled_;
};

json played(const json& program) {
  const std::int64_t before = deferred::alive();
  machine it(program);
  json events;
  {
    std::optional<collector> collecting;
    if (program["collector"]) collecting.emplace();
    events = it.run();
    it.forget();
  }
  for (const std::string& each : it.unhandled_failures()) events.push_back("unhandled " + each);
  // Under a collector, rings of deferreds that no coroutine waits in are never collected.
  if (!program["collector"]) events.push_back("left alive " + std::to_string(deferred::alive() - before));
  return events;
}

}  // namespace
}  // namespace ctxlab

int main() {
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);)
    std::cout << ctxlab::played(nlohmann::json::parse(line)).dump() << '\n';
}
