#include "scenarios/programs/explorer/discipline.hpp"

namespace ctxlab::programs {
namespace {

class judging {
 public:
  explicit judging(const discipline& rules) : rules_(rules) {}

  bool function(const term& body_of, owner_id caller) {
    deferred_kind variable;
    return body(body_of, {caller, false}, variable);
  }

 private:
  bool body(const term& it, code_place here, deferred_kind& variable) {
    for (const term& each : it.parts)
      if (!statement(each, here, variable)) return false;
    return true;
  }

  bool statement(const term& it, code_place here, deferred_kind& variable) {
    switch (it.word) {
      case 'w': return body(it.parts[0], {++owners_, true}, variable);
      case 'p': return body(it.parts[0], {nobody, true}, variable);
      case 'f': return !rules_.broken_by(act::complete, here);
      case 'g': return !rules_.broken_by(act::collect, here);
      default: break;
    }
    deferred_kind made;
    if (!expression(it.parts[0], here, variable, made)) return false;
    const use how = it.word == 'a' ? use::await : it.word == 'e' ? use::drop : use::keep;
    if (how == use::keep) variable = made;
    return !rules_.broken_by(how, made, here);
  }

  bool expression(const term& it, code_place here, const deferred_kind& variable, deferred_kind& made) {
    switch (it.word) {
      case 'C': made = rules_.made(origin::call, here.owner); return function(it.parts[0], here.owner);
      case 'B':
        made = rules_.background(rules_.made(origin::call, here.owner), here.owner);
        return function(it.parts[0], here.owner);
      case 'R': made = rules_.made(origin::request, here.owner); return function(it.parts[0], ++owners_);
      case 's': made = rules_.made(origin::compliant, here.owner); return true;
      case 'v': made = rules_.kept(variable, here.owner); return true;
      case 'Y':
        if (!part(it.parts[0], use::wrap, here, variable)) return false;
        made = rules_.made(origin::compliant, here.owner);
        return true;
      case 'G':
        for (const term& each : it.parts)
          if (!part(each, use::gather, here, variable)) return false;
        [[fallthrough]];
      default: made = rules_.made(origin::foreign, here.owner); return true;
    }
  }
  bool part(const term& it, use how, code_place here, const deferred_kind& variable) {
    deferred_kind made;
    return expression(it, here, variable, made) && !rules_.broken_by(how, made, here);
  }

  const discipline& rules_;
  owner_id owners_ = nobody;
};

}  // namespace

bool obeys(const discipline& rules, const std::vector<term>& requests) {
  judging by(rules);
  for (const term& each : requests)
    if (!by.function(each, nobody)) return false;
  return true;
}

}  // namespace ctxlab::programs
