#include "scenarios/programs/explorer/enumerate.hpp"

#include <vector>

#include "scenarios/programs/explorer/fragment.hpp"

namespace ctxlab::programs {
namespace {

constexpr std::string_view statement_words = "wpaelfg";

// Leftmost derivation: what is to be written next is on top of a stack. A body is '{', an expression '[', one that is
// no raw sleep '<'; everything else stands for itself.
class deriving {
 public:
  deriving(const alphabet& of, setting in, int size, const std::function<void(const std::string&)>& visit)
      : words_(of.words), served_(in == setting::served), left_(size), visit_(visit) {}

  void run(int requests) {
    for (int i = 0; i != requests; ++i) {
      if (i) push("|");
      push(served_ ? "){(Ra" : "{");
    }
    derive();
  }

 private:
  void push(std::string_view symbols) { todo_.append(symbols); }

  void derive() {
    if (todo_.empty()) {
      if (left_ == 0) emit();
      return;
    }
    if (owed_ > left_) return;
    const char next = todo_.back();
    todo_.pop_back();
    switch (next) {
      case '{': body(); break;
      case '[':
      case '<':
        --owed_;
        expression(next == '<');
        ++owed_;
        break;
      default:
        text_ += next;
        derive();
        text_.pop_back();
    }
    todo_ += next;
  }

  // Derives with these symbols next; the first stands on the right.
  void with(char word, std::string_view symbols) {
    const std::size_t before = todo_.size();
    for (const char each : symbols) owed_ += each == '[' || each == '<';
    --left_;
    text_ += word;
    push(symbols);
    derive();
    todo_.resize(before);
    text_.pop_back();
    ++left_;
    for (const char each : symbols) owed_ -= each == '[' || each == '<';
  }

  void body() {
    derive();
    if (left_ == owed_) return;
    for (const char word : words_) {
      if (statement_words.find(word) == statement_words.npos) continue;
      if (word == 'w' || word == 'p')
        with(word, "{){(");
      else if (word == 'f' || word == 'g')
        with(word, "{");
      else
        with(word, "{[");
    }
  }
  void expression(bool no_raw_sleep) {
    for (const char word : words_) {
      if (statement_words.find(word) != statement_words.npos || (no_raw_sleep && word == 'r')) continue;
      if (word == 'C' || word == 'B' || word == 'R')
        with(word, "){(");
      else if (word == 'Y')
        with(word, "<");
      else if (word == 'G')
        with(word, "[[");
      else
        with(word, "");
    }
  }

  void emit() {
    if (!uses_queue_or_not(text_) || !(served_ || makes_context(text_)) || !is_well_formed(parse(text_))) return;
    visit_(text_);
  }

  std::string_view words_;
  bool served_;
  int left_;      // statements and expressions
  int owed_ = 0;  // expressions that are to come
  std::string todo_;
  std::string text_;
  const std::function<void(const std::string&)>& visit_;
};

}  // namespace

void each_program(const alphabet& of, setting in, int size, int requests,
                  const std::function<void(const std::string& text)>& visit) {
  deriving(of, in, size, visit).run(requests);
}

}  // namespace ctxlab::programs
