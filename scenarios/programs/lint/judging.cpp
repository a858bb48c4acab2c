#include "scenarios/programs/lint/judging.hpp"

#include <utility>

namespace ctxlab::programs {
namespace {

constexpr owner_id callers_own = 1;  // within a function that is called by those with a context
constexpr owner_id stranger = deferred_kind::of_no_owner - 1;  // whom nobody here is
constexpr int deepest = 100;                                   // plain functions, each called by the one before
constexpr std::size_t most = 1'000'000;  // statements, those in rounds counted as often as they are judged

// As seen from outside: what is known of the caller stays known.
kinds renamed(const kinds& inside, owner_id own, owner_id callers) {
  return inside.with([&](deferred_kind each) {
    if (each.callbacks_in == own)
      each.callbacks_in = callers;
    else if (each.callbacks_in != nobody && each.callbacks_in != deferred_kind::of_no_owner)
      each.callbacks_in = stranger;
    return each;
  });
}

}  // namespace

std::vector<finding> lint(const json& program, const discipline& rules) { return judging(program, rules).run(); }

std::vector<finding> judging::run() {
  owners_ = callers_own;
  for (const json& each : program_["requests"]) call(each["call"].get<std::string>(), nobody);
  while (!to_judge_.empty()) {
    const caller next = std::move(to_judge_.back());
    to_judge_.pop_back();
    judge(next);
  }
  if (collects_)
    for (const std::string& each : last_words_)
      add({each, nullptr, "the last words of an orphan run in the context of whoever collects it"});
  for (const std::string& each : cancelled_) {
    if (goes_on_.contains(when_cancelled::as_canceller))
      add({each, nullptr, "what is cancelled completes in the context that is current then, and code waits for such"});
    if (goes_on_.contains(when_cancelled::as_left) && gathers_several_)
      add({each, nullptr,
           "of what is cancelled together, as the members of a gather are, one goes on in the context in which the one "
           "before was left"});
  }
  return std::move(found_);
}

// Coroutines are judged later, since what they return is known; so the walk needs no more of the stack for long chains.
kinds judging::call(const std::string& function, owner_id here) {
  const caller called{function, here == nobody};
  if (program_["functions"][function]["kind"] == "plain") return call_plain(called, here);
  if (met_.insert(called).second) to_judge_.push_back(called);
  return made(origin::call, {here});
}

kinds judging::call_plain(const caller& called, owner_id here) {
  const owner_id own = called.second ? nobody : callers_own;
  const auto known = returned_.find(called);
  if (known != returned_.end()) return renamed(known->second, own, here);
  const place at_functions(top_);
  if (!met_.insert(called).second) {
    unjudged("a plain function that calls itself", at_functions / called.first);
    return made(origin::foreign, {here});
  }
  if (plain_depth_ == deepest) {
    unjudged("plain functions call each other too deep", at_functions / called.first);
    return made(origin::foreign, {here});
  }
  ++plain_depth_;
  const kinds returned = judge(called);
  --plain_depth_;
  returned_[called] = returned;
  return renamed(returned, own, here);
}

kinds judging::judge(const caller& called) {
  activation in;
  const place at_functions(top_), at_function = at_functions / called.first;
  block(program_["functions"][called.first]["body"], at_function / "body", {called.second ? nobody : callers_own}, in);
  return in.returned;
}

void judging::block(const json& list, const place& at, code_place here, activation& in) {
  for (std::size_t i = 0; i != list.size(); ++i) {
    if (++steps_ == most) unjudged("rounds within rounds: too many to be judged", at / i);
    if (steps_ < most) statement(list[i], at / i, here, in);
  }
}

void judging::statement(const json& object, const place& at, code_place here, activation& in) {
  const syntax_row& row = *find_row(statements, object);
  const json& operand = object[row.word()];
  const auto uses = [&](use how, std::string_view word) {
    const kinds value = expression(object[word], at / word, here, in);
    used(how, value, at, here);
    return value;
  };
  switch (row.operation) {
    case op::log:
      if (object.contains("for") && !is_owner(object["for"], here.owner))
        unjudged("a line for another than the text's owner", at);
      break;
    case op::enter:
    case op::preserve: {
      const owner_id inside = operand.is_null() ? nobody : ++owners_;
      if (!operand.is_null()) named_[inside] = operand.get<std::string>();
      block(object["do"], at / "do", {inside, true}, in);
      break;
    }
    case op::nested: block(object["do"], at / "do", {++owners_, true}, in); break;
    case op::repeat: rounds(object["do"], at / "do", here, in); break;
    case op::jump: attempt(object, at, here, in); break;
    case op::await: uses(use::await, row.word()); break;
    case op::discard: uses(use::drop, row.word()); break;
    case op::let: {
      kinds value = uses(use::keep, "be");
      value.time_passes();
      keep(operand, value, in);
      break;
    }
    case op::drop: in.variables.erase(operand); break;
    case op::end: in.returned = expression(operand, at / row.word(), here, in); break;
    case op::fire:
    case op::fail:
    case op::fire_one:
    case op::fail_one: acted(act::complete, at, here); break;
    case op::cancel:
      acted(act::cancel, at, here);
      cancelled_.push_back(at.pointer());
      break;
    case op::collect:
      acted(act::collect, at, here);
      collects_ = true;
      break;
    case op::clear:
    case op::raise:
    case op::cpu:
    case op::db:
    case op::fetch: break;
    default: unjudged("a scope that is no block", at); break;
  }
}

// Whether the owner is known to be the context of that name; null names nobody.
bool judging::is_owner(const json& called, owner_id owner) const {
  if (called.is_null() || owner == nobody) return called.is_null() && owner == nobody;
  const auto known = named_.find(owner);
  return known != named_.end() && called == known->second;
}

void judging::keep(const std::string& variable, const kinds& value, activation& in) {
  in.variables[variable] = value;
  for (auto* const each : in.attempts) (*each)[variable].join(value);
}

// An exception may come at any point of what is attempted, within scopes and rounds, too.
void judging::attempt(const json& object, const place& at, code_place here, activation& in) {
  const auto join = [](std::map<std::string, kinds>& into, const std::map<std::string, kinds>& more) {
    for (const auto& [variable, value] : more) into[variable].join(value);
  };
  auto ever = in.variables;
  in.attempts.push_back(&ever);
  block(object["try"], at / "try", here, in);
  if (object.contains("except")) {
    const auto after = std::exchange(in.variables, ever);
    block(object["except"], at / "except", here, in);
    join(in.variables, after);
  }
  in.attempts.pop_back();
  if (!object.contains("finally")) return;
  last_words_.push_back(at.pointer());
  join(in.variables, ever);
  block(object["finally"], at / "finally", here, in);
}

// What a round leaves in the variables is there in the next: judged until nothing new is.
void judging::rounds(const json& body, const place& at, code_place here, activation& in) {
  auto entered = in.variables;
  for (bool more = true; more && steps_ < most;) {
    const owner_id before = owners_;
    in.variables = entered;
    block(body, at, here, in);
    more = false;
    for (auto& [variable, value] : in.variables) {
      value = value.with([&](deferred_kind each) {
        if (each.callbacks_in > before && each.callbacks_in < stranger) each.callbacks_in = stranger;
        return each;
      });
      kinds joined = entered[variable];
      joined.join(value);
      more = more || !(joined == entered[variable]);
      entered[variable] = joined;
    }
  }
}

void judging::used(use how, const kinds& what, const place& at, code_place here) {
  for (const deferred_kind& each : what.incomplete()) {
    broken(rules_.broken_by(how, each, here), at);
    if (how == use::await || how == use::add_callback) goes_on_.insert(rules_.goes_on(each));
  }
}

void judging::broken(const rule* which, const place& at) {
  if (which) add({at.pointer(), which, {}});
}

void judging::unjudged(const std::string& why, const place& at) { add({at.pointer(), nullptr, why}); }

void judging::add(finding found) {
  if (told_.emplace(found.place, found.broken ? std::string(found.broken->name) : found.why).second)
    found_.push_back(std::move(found));
}

}  // namespace ctxlab::programs
