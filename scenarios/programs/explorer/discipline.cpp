#include "scenarios/programs/explorer/discipline.hpp"

#include <optional>

namespace ctxlab::programs {
namespace {

using owner = int;  // of a place in the text: a context, or 0 for nobody

class judging {
 public:
  // Only what both judgements share: a new owner for each context that is made.
  owner fresh() { return ++owners_; }
  // That of a function's body, or of a scope's.
  owner inside(const term& it, owner outside) {
    if (it.word == 'w' || it.word == 'R') return fresh();
    return it.word == 'p' ? 0 : outside;
  }

 private:
  owner owners_ = 0;
};

class clearing : judging {
 public:
  bool body(const term& it, owner o) {
    for (const term& each : it.parts)
      if (!statement(each, o)) return false;
    return true;
  }

 private:
  enum kind { follows_rules, foreign };

  bool statement(const term& it, owner o) {
    switch (it.word) {
      case 'w':
      case 'p': return body(it.parts[0], inside(it, o));
      case 'a': return is(it.parts[0], o, follows_rules);
      case 'e':
      case 'l': return is(it.parts[0], o, foreign);
      case 'f': return o == 0;
      default: return false;
    }
  }
  // Whether the expression is of that kind, and everything in it is right. Where nobody is, it is of both.
  bool is(const term& it, owner o, kind wanted) {
    const auto right = [&](kind own) { return o == 0 || own == wanted; };
    switch (it.word) {
      case 's': return right(follows_rules);
      case 'C':
      case 'R': return body(it.parts[0], inside(it, o)) && right(follows_rules);
      case 'B': return body(it.parts[0], o) && right(foreign);
      case 'Y': return is(it.parts[0], o, foreign) && right(follows_rules);
      case 'G': return is(it.parts[0], o, foreign) && is(it.parts[1], o, foreign) && right(foreign);
      default: return right(foreign);
    }
  }
};

class preserving : judging {
 public:
  bool function(const term& body_of, owner o) {
    std::optional<owner> variable;
    return body(body_of, o, false, variable);
  }

 private:
  bool body(const term& it, owner o, bool in_scope, std::optional<owner>& variable) {
    for (const term& each : it.parts) {
      if (each.word == 'w' || each.word == 'p') {
        if (!body(each.parts[0], inside(each, o), true, variable)) return false;
      } else if (!each.parts.empty()) {
        std::optional<owner> kept;
        if (!expression(each.parts[0], o, variable, kept)) return false;
        if (each.word == 'a' && (in_scope || kept != o)) return false;
        if (each.word == 'l') variable = kept;
      }
    }
    return true;
  }
  // `kept`: in whose context its callbacks run, if it says.
  bool expression(const term& it, owner o, const std::optional<owner>& variable, std::optional<owner>& kept) {
    std::optional<owner> of_part;
    switch (it.word) {
      case 'C':
      case 'B':
      case 'R':
        if (!function(it.parts[0], inside(it, o))) return false;
        break;
      default:
        for (const term& each : it.parts)
          if (!expression(each, o, variable, of_part)) return false;
    }
    if (it.word == 'v')
      kept = variable;
    else if (it.word != 'r' && it.word != 'q' && it.word != 'G')
      kept = o;
    return true;
  }
};

}  // namespace

bool obeys_rules(const std::vector<term>& requests) {
  clearing judge;
  for (const term& each : requests)
    if (!judge.body(each, 0)) return false;
  return true;
}

bool obeys_alternative(const std::vector<term>& requests) {
  preserving judge;
  for (const term& each : requests)
    if (!judge.function(each, 0)) return false;
  return true;
}

}  // namespace ctxlab::programs
