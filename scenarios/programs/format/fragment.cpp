#include "scenarios/programs/format/fragment.hpp"

#include <fmt/format.h>

#include "scenarios/programs/format/json_text.hpp"
#include "scenarios/programs/format/nearest.hpp"

namespace ctxlab::programs {
namespace {

constexpr std::string_view with_body = "wpCBR", with_one = "aelY";

bool has(std::string_view words, char word) { return words.find(word) != words.npos; }

constexpr std::string_view statement_letters = "wpaelfg", expression_letters = "CBRYGsrqv";
constexpr std::size_t deepest = 60;  // as the format has it, with room for what is around

class parsing {
 public:
  explicit parsing(std::string_view text) : text_(text) {}

  std::vector<term> read() {
    std::vector<term> requests{body()};
    while (take('|')) requests.push_back(body());
    if (at_ != text_.size()) wrong("a statement or the end");
    return requests;
  }

 private:
  [[noreturn]] void wrong(const std::string& expected) const {
    const std::string found = at_ == text_.size() ? "the end" : in_quotes(text_.substr(at_, 1));
    throw bad_text(
        1, "", fmt::format("expected {} at character {} of {}, found {}", expected, at_ + 1, in_quotes(text_), found));
  }
  char next() const { return at_ == text_.size() ? '\0' : text_[at_]; }
  bool take(char wanted) {
    if (next() != wanted) return false;
    ++at_;
    return true;
  }
  term body() {
    term made;
    while (next() && next() != ')' && next() != '|')
      made.parts.push_back(one(statement_letters, "a statement (w p a e l f g)"));
    return made;
  }
  term one(std::string_view words, const char* expected) {
    if (!next() || !has(words, next())) wrong(expected);
    if (++depth_ > deepest) wrong(fmt::format("no more than {} parts within each other", deepest));
    term made{text_[at_++], {}};
    if (has(with_body, made.word)) {
      if (!take('(')) wrong("( before a body");
      made.parts.push_back(body());
      if (!take(')')) wrong(") after a body, or a statement (w p a e l f g)");
    }
    const int operands = has(with_one, made.word) ? 1 : made.word == 'G' ? 2 : 0;
    for (int i = 0; i != operands; ++i)
      made.parts.push_back(one(expression_letters, "an expression (C B R Y G s r q v)"));
    --depth_;
    return made;
  }

  std::string_view text_;
  std::size_t at_ = 0, depth_ = 0;
};

void write(const term& it, std::string& into) {
  if (it.word) into += it.word;
  const bool bracketed = has(with_body, it.word) && it.word;
  if (bracketed) into += '(';
  for (const term& each : it.parts) write(each, into);
  if (bracketed) into += ')';
}

// Whether the variable of a function is used by turns; `holds`: it has been given what has not been asked for yet.
bool uses_variable_well(const term& it, bool& holds);

bool is_function_well_formed(const term& body) {
  bool holds = false;
  return uses_variable_well(body, holds) && !holds;
}

bool uses_variable_well(const term& it, bool& holds) {
  if (it.word == 'Y' && it.parts[0].word == 'r') return false;
  if (it.word == 'C' || it.word == 'B' || it.word == 'R') return is_function_well_formed(it.parts[0]);
  for (const term& each : it.parts)
    if (!uses_variable_well(each, holds)) return false;
  if (it.word != 'l' && it.word != 'v') return true;
  if (holds == (it.word == 'l')) return false;
  holds = !holds;
  return true;
}

}  // namespace

std::vector<term> parse(std::string_view text) { return parsing(text).read(); }

std::string text_of(const std::vector<term>& requests) {
  std::string text;
  for (const term& each : requests) {
    if (&each != &requests.front()) text += '|';
    write(each, text);
  }
  return text;
}

bool is_well_formed(const std::vector<term>& requests) {
  for (const term& each : requests)
    if (!is_function_well_formed(each)) return false;
  return true;
}

bool uses_queue_or_not(std::string_view text) {
  return (text.find('q') != text.npos) == (text.find_first_of("fg") != text.npos);
}

bool makes_context(std::string_view text) { return text.find_first_of("wR") != text.npos; }

}  // namespace ctxlab::programs
