#include "scenarios/programs/explorer/fragment.hpp"

namespace ctxlab::programs {
namespace {

constexpr std::string_view with_body = "wpCBR", with_one = "aelY";

bool has(std::string_view words, char word) { return words.find(word) != words.npos; }

class parsing {
 public:
  explicit parsing(std::string_view text) : rest_(text) {}

  std::vector<term> read() {
    std::vector<term> requests{body()};
    while (take('|')) requests.push_back(body());
    return requests;
  }

 private:
  bool take(char wanted) {
    if (rest_.empty() || rest_[0] != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  term body() {
    term made;
    while (!rest_.empty() && rest_[0] != ')' && rest_[0] != '|') made.parts.push_back(one());
    return made;
  }
  term one() {
    term made{rest_[0], {}};
    rest_.remove_prefix(1);
    if (has(with_body, made.word)) {
      take('(');
      made.parts.push_back(body());
      take(')');
    } else if (has(with_one, made.word)) {
      made.parts.push_back(one());
    } else if (made.word == 'G') {
      made.parts.push_back(one());
      made.parts.push_back(one());
    }
    return made;
  }

  std::string_view rest_;
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
