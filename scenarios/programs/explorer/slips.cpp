#include "scenarios/programs/explorer/slips.hpp"

#include <utility>

namespace ctxlab::programs {
namespace {

enum kind : std::size_t {
  background_for_call,
  call_for_background,
  drop_both_ends,
  fire_in_scope,
  forget_await,
  forget_preserve,
  forget_wrap,
  late_await,
  scope_over_await,
  wrap_twice
};

class slipping {
 public:
  slipping(const std::vector<term>& requests, setting in) : whole_(requests), in_(in) {}

  std::vector<slip> all() {
    for (request_ = 0; request_ != whole_.size(); ++request_) {
      term& frame = whole_[request_];  // aR(body), where it is served
      const std::size_t framed = in_ == setting::served;
      lines_ += framed;
      in_body(in_ == setting::served ? frame.parts[0].parts[0].parts[0] : frame);
      lines_ += framed;
    }
    return std::move(found_);
  }

 private:
  void keep(kind of) {
    const std::string text = text_of(whole_);
    if (is_well_formed(whole_) && uses_queue_or_not(text) && (in_ == setting::served || makes_context(text)))
      found_.push_back({of, request_, before_, whole_});
  }
  void replace(term& at, term by, kind of) {
    const term before = std::exchange(at, std::move(by));
    keep(of);
    at = before;
  }
  // The body's statements from `first` on, `count` of them, replaced.
  void replace(term& body, std::size_t first, std::size_t count, const std::vector<term>& by, kind of) {
    const std::vector<term> before = body.parts;
    const auto at = body.parts.begin() + static_cast<std::ptrdiff_t>(first);
    body.parts.insert(body.parts.erase(at, at + static_cast<std::ptrdiff_t>(count)), by.begin(), by.end());
    keep(of);
    body.parts = before;
  }

  void in_body(term& body) {
    ++lines_;
    for (std::size_t i = 0; i != body.parts.size(); ++i) {
      const term statement = body.parts[i];
      const bool more = i + 1 != body.parts.size();
      const term next = more ? body.parts[i + 1] : term{};
      before_ = lines_ - 1;
      switch (statement.word) {
        case 'a': in_await(body, i, statement, more, next); break;
        case 'p': replace(body, i, 1, statement.parts[0].parts, forget_preserve); break;
        case 'f': replace(body, i, 1, {{'g', {}}}, drop_both_ends); break;
        case 'w':
          if (next.word == 'a') take_in(body, i, statement, next, scope_over_await);
          if (next.word == 'f') take_in(body, i, statement, next, fire_in_scope);
          break;
        default: break;
      }
      for (term& part : body.parts[i].parts) part.word ? in_expression(part) : in_body(part);
      ++lines_;
    }
  }
  // The statement after a scope is moved to the scope's end.
  void take_in(term& body, std::size_t i, term scope, const term& next, kind of) {
    scope.parts[0].parts.push_back(next);
    replace(body, i, 2, {scope}, of);
  }
  void in_await(term& body, std::size_t i, const term& statement, bool more, const term& next) {
    const term& awaited = statement.parts[0];
    replace(body, i, 1, {{'e', {awaited}}}, forget_await);
    if (more) replace(body, i, 2, {{'l', {awaited}}, next, {'a', {{'v', {}}}}}, late_await);
    if (awaited.word != 'Y' && awaited.word != 'r') replace(body, i, 1, {{'a', {{'Y', {awaited}}}}}, wrap_twice);
    if (awaited.word == 'R') {
      const term call{'C', awaited.parts};
      replace(body, i, 1, {{'w', {{0, {{'a', {call}}}}}}}, scope_over_await);
    }
  }

  void in_expression(term& it) {
    if (it.word == 'B') replace(it, {'C', it.parts}, call_for_background);
    if (it.word == 'C') replace(it, {'B', it.parts}, background_for_call);
    if (it.word == 's') replace(it, {'r', {}}, forget_wrap);
    if (it.word == 'Y') replace(it, term(it.parts[0]), forget_wrap);
    const std::size_t before = before_;
    for (term& part : it.parts) {
      part.word ? in_expression(part) : in_body(part);
      before_ = before;
    }
  }

  std::vector<term> whole_;
  setting in_;
  std::size_t request_ = 0;
  std::size_t lines_ = 0;   // so far
  std::size_t before_ = 0;  // the line before the statement that is looked at
  std::vector<slip> found_;
};

}  // namespace

std::vector<slip> slips(const std::vector<term>& requests, setting in) { return slipping(requests, in).all(); }

}  // namespace ctxlab::programs
