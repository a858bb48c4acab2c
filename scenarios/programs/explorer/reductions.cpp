#include "scenarios/programs/explorer/fragment_program.hpp"

namespace ctxlab::programs {
namespace {

// Tries every change at every place, and hands on the whole program as it is then.
class reducing {
 public:
  explicit reducing(const std::vector<term>& requests) : whole_(requests) {}

  std::vector<std::vector<term>> all() {
    for (std::size_t i = 0; whole_.size() > 1 && i != whole_.size(); ++i) {
      std::vector<term> fewer = whole_;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      keep(fewer);
    }
    for (term& each : whole_) in_body(each);
    return std::move(found_);
  }

 private:
  void keep(const std::vector<term>& made) {
    if (is_well_formed(made)) found_.push_back(made);
  }

  void in_body(term& body) {
    for (std::size_t i = 0; i != body.parts.size(); ++i) {
      const std::vector<term> before = body.parts;
      const auto at = [&] { return body.parts.begin() + static_cast<std::ptrdiff_t>(i); };
      const term statement = before[i];
      body.parts.erase(at());
      keep(whole_);
      const term* inner = nullptr;
      if (statement.word == 'w' || statement.word == 'p')
        inner = &statement.parts[0];
      else if (statement.word == 'a' && statement.parts[0].word == 'C')
        inner = &statement.parts[0].parts[0];
      if (inner) {
        body.parts.insert(at(), inner->parts.begin(), inner->parts.end());
        keep(whole_);
      }
      body.parts = before;
      for (term& part : body.parts[i].parts) part.word ? in_expression(part) : in_body(part);
    }
  }

  void in_expression(term& it) {
    const term before = it;
    const auto replace = [&](term by) {
      it = std::move(by);
      keep(whole_);
      it = before;
    };
    if (before.word == 'Y' || before.word == 'G')
      for (const term& each : before.parts) replace(each);
    if (std::string_view("CBRYG").find(before.word) != std::string_view::npos) {
      replace({'s', {}});
      replace({'r', {}});
    }
    for (term& part : it.parts) part.word ? in_expression(part) : in_body(part);
  }

  std::vector<term> whole_;
  std::vector<std::vector<term>> found_;
};

}  // namespace

std::vector<std::vector<term>> reductions(const std::vector<term>& requests) { return reducing(requests).all(); }

}  // namespace ctxlab::programs
