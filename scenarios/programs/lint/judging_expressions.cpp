#include "scenarios/programs/lint/judging.hpp"

namespace ctxlab::programs {
namespace {

// The variable that holds what callbacks are added to, if one does.
const std::string* variable_of(const json& object) {
  const syntax_row& row = *find_row(expressions, object);
  const json& operand = object[row.word()];
  if (row.operation == op::var) return &operand.get_ref<const std::string&>();
  const bool same = row.operation == op::then || row.operation == op::catches || row.operation == op::both ||
                    row.operation == op::timeout;
  return same ? variable_of(operand) : nullptr;
}

}  // namespace

kinds judging::expression(const json& object, const place& at, code_place here, activation& in) {
  const syntax_row& row = *find_row(expressions, object);
  const json& operand = object[row.word()];
  switch (row.operation) {
    case op::call: return call(operand, here.owner);
    case op::background:
      return call(operand, here.owner).with([&](deferred_kind each) { return rules_.background(each, here.owner); });
    case op::request: return requested(operand, at, here);
    case op::sleep: return kinds(rules_.made(origin::compliant, here.owner), false);
    case op::raw_sleep:
    case op::wait: return kinds(rules_.made(origin::foreign, here.owner), false);
    case op::yieldable: {
      const kinds inner = expression(operand, at / row.word(), here, in);
      used(use::wrap, inner, at, here);
      return kinds(rules_.made(origin::compliant, here.owner), inner.may_be_complete());
    }
    case op::timeout: cancelled_.push_back(at.pointer()); return expression(operand, at / row.word(), here, in);
    case op::gather: return gathered(operand, at / row.word(), here, in);
    case op::succeed:
    case op::failed: return {};
    case op::var: {
      const auto held = in.variables.find(operand.get_ref<const std::string&>());
      if (held == in.variables.end()) return {};
      return held->second.with([&](deferred_kind each) { return rules_.kept(each, here.owner); });
    }
    default: return with_callback(row, object, at, here, in);
  }
}

kinds judging::gathered(const json& members, const place& at, code_place here, activation& in) {
  kinds all;
  gathers_several_ = gathers_several_ || members.size() > 1;
  for (std::size_t i = 0; i != members.size(); ++i) {
    const kinds one = expression(members[i], at / i, here, in);
    used(use::gather, one, at / i, here);
    all.join(one);
  }
  return all.with([&](deferred_kind) { return rules_.made(origin::foreign, here.owner); });
}

kinds judging::requested(const std::string& function, const place& at, code_place here) {
  const kinds returned = call(function, ++owners_);
  for (const deferred_kind& each : returned.incomplete()) broken(rules_.broken_by_request(each), at);
  return kinds(rules_.made(origin::request, here.owner), returned.may_be_complete());
}

// then, catch, both: the function is called in the name of the code here, when the deferred completes.
kinds judging::with_callback(const syntax_row& row, const json& object, const place& at, code_place here,
                             activation& in) {
  const json& target = object[row.word()];
  const kinds to = expression(target, at / row.word(), here, in);
  used(use::add_callback, to, at, here);
  const kinds returned = call(object["do"], here.owner);
  for (const deferred_kind& each : to.incomplete())
    for (const deferred_kind& other : returned.incomplete())
      broken(rules_.broken_by_callback(each, other, here.owner), at);
  if (!to.may_be_complete() || returned.incomplete().empty()) return to;
  kinds becomes = to;
  becomes.join(returned.with([&](deferred_kind each) { return rules_.resumed_by(each, here.owner); }));
  if (const std::string* held = variable_of(target)) {
    kinds either = in.variables[*held];
    either.join(becomes);
    keep(*held, either, in);
  }
  return becomes;
}

}  // namespace ctxlab::programs
