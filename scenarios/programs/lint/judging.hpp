// The walk through a program's functions: what stands behind lint.hpp.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/programs/format/syntax.hpp"
#include "scenarios/programs/lint/kinds.hpp"
#include "scenarios/programs/lint/lint.hpp"

namespace ctxlab::programs {

class judging {
 public:
  judging(const json& program, const discipline& rules) : program_(program), rules_(rules) {}

  std::vector<finding> run();

 private:
  // One that is called: by callers with a context, or by those without. What holds of one caller's context holds of
  // all.
  using caller = std::pair<std::string, bool>;
  struct activation {
    std::map<std::string, kinds> variables;  // but those that are complete for certain
    kinds returned;
    std::vector<std::map<std::string, kinds>*> attempts;  // around: what the variables may hold wherever one is left
  };

  kinds call(const std::string& function, owner_id here);
  kinds call_plain(const caller& called, owner_id here);
  kinds judge(const caller& called);

  void block(const json& list, const place& at, code_place here, activation& in);
  void statement(const json& object, const place& at, code_place here, activation& in);
  static void keep(const std::string& variable, const kinds& value, activation& in);
  void attempt(const json& object, const place& at, code_place here, activation& in);
  void rounds(const json& body, const place& at, code_place here, activation& in);

  bool is_owner(const json& called, owner_id owner) const;

  kinds expression(const json& object, const place& at, code_place here, activation& in);
  kinds gathered(const json& members, const place& at, code_place here, activation& in);
  kinds requested(const std::string& function, const place& at, code_place here);
  kinds with_callback(const syntax_row& row, const json& object, const place& at, code_place here, activation& in);

  kinds made(origin by, code_place here) const { return kinds(rules_.made(by, here.owner)); }
  void used(use how, const kinds& what, const place& at, code_place here);
  void acted(act what, const place& at, code_place here) { broken(rules_.broken_by(what, here), at); }
  void broken(const rule* which, const place& at);
  void unjudged(const std::string& why, const place& at);
  void add(finding found);

  const json& program_;
  const discipline& rules_;
  const std::string top_ = "/functions";
  std::vector<finding> found_;
  std::set<std::pair<std::string, std::string>> told_;  // places, and what was found there
  std::vector<std::string> last_words_, cancelled_;     // places
  bool collects_ = false, gathers_several_ = false;
  std::set<when_cancelled> goes_on_;  // code that waits
  std::set<caller> met_;
  std::vector<caller> to_judge_;
  std::map<caller, kinds> returned_;  // of plain functions
  int plain_depth_ = 0;
  owner_id owners_ = nobody;
  std::map<owner_id, std::string> named_;  // those that are scopes of the text
  std::size_t steps_ = 0;
};

}  // namespace ctxlab::programs
