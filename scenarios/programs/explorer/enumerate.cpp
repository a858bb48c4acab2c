#include "scenarios/programs/explorer/enumerate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "scenarios/programs/explorer/derivations.hpp"

namespace ctxlab::programs {
namespace {

using namespace derivations;

std::string in_order(std::string_view words, std::string_view of) {
  std::string chosen(of);
  std::erase_if(chosen, [&](char each) { return words.find(each) == words.npos; });
  return chosen;
}

}  // namespace

// Leftmost derivation: what is to be written next is on top of a stack. A body's rest is '{', an expression '[', one
// that is no raw sleep '<', the place where a variable is given what stands before it '=', a function's end '.'; all
// else stands for itself. Whatever breaks a rule is left as soon as it stands there.
class enumeration::deriving {
 public:
  explicit deriving(const exploration& all)
      : served_(all.in == setting::served),
        statements_(in_order(all.of.words, statement_words)),
        expressions_(in_order(all.of.words, expression_words)),
        counted_(count_derivations(all.of.words, all.size)),
        left_(all.size) {
    for (int i = 0; i != all.requests; ++i) push(i + 1 == all.requests ? frame() : frame() + "|");
    // frame() is written as it is read, the stack from the right.
    std::reverse(todo_.begin(), todo_.end());
    outer_.assign(static_cast<std::size_t>(all.requests), false);
  }

  ways all() { return completions(); }

  void run(rank_range range, const std::function<void(const std::string&)>& visit) {
    skip_ = range.first;
    take_ = range.count;
    visit_ = &visit;
    derive();
  }

 private:
  std::string frame() const { return served_ ? "aR({.)" : "{."; }

  void push(std::string_view symbols) {
    todo_.append(symbols);
    owed_ += expressions_in(symbols);
  }
  static int expressions_in(std::string_view symbols) {
    return static_cast<int>(
        std::count_if(symbols.begin(), symbols.end(), [](char it) { return it == '[' || it == '<'; }));
  }

  void derive() {
    if (!take_ || is_hopeless()) return;
    if (skip_) {
      const ways ahead = completions();
      if (ahead <= skip_) {
        skip_ -= ahead;
        return;
      }
    }
    if (todo_.empty()) {
      if (left_) return;
      --take_;
      (*visit_)(text_);
      return;
    }
    const char next = todo_.back();
    todo_.pop_back();
    follow_.resize(std::min(follow_.size(), todo_.size() + 1));
    switch (next) {
      case '{': body(); break;
      case '[':
      case '<':
        --owed_;
        expression(next == '<');
        ++owed_;
        break;
      case '=': holding(false, true); break;
      case '.': end_of_function(); break;
      default:
        text_ += next;
        derive();
        text_.pop_back();
    }
    todo_ += next;
  }

  // A necessary condition for a program to come of this; not a sufficient one.
  bool is_hopeless() const {
    const int free = left_ - owed_;  // for statements, and for what expressions consist of
    if (free < 0) return true;
    if ((used_ & queue_waited) && !(used_ & queue_emptied) && free < 1) return true;
    const bool no_more_expressions = owed_ == 0;
    if ((used_ & queue_emptied) && !(used_ & queue_waited) && left_ < (no_more_expressions ? 2 : 1)) return true;
    if (!served_ && !(used_ & context_made) && left_ < 1) return true;
    return holds_ && left_ < (no_more_expressions ? 2 : 1);
  }

  // Goes on with these symbols next, written from the right.
  void with(char word, std::string_view symbols) {
    const std::size_t before_it = todo_.size();
    const std::uint8_t used = used_;
    --left_;
    used_ |= used_by(word);
    text_ += word;
    push(symbols);
    derive();
    owed_ -= expressions_in(symbols);
    todo_.resize(before_it);
    follow_.resize(std::min(follow_.size(), todo_.size() + 1));
    text_.pop_back();
    used_ = used;
    ++left_;
  }
  void holding(bool from, bool to) {
    if (holds_ != from) return;
    holds_ = to;
    derive();
    holds_ = from;
  }
  void end_of_function() {
    if (holds_) return;
    holds_ = outer_.back();
    outer_.pop_back();
    derive();
    outer_.push_back(holds_);
    holds_ = false;
  }

  void body() {
    // A body that ends here comes first, unless what follows it is the bar between requests.
    const bool ends_last = next_literal() == '|';
    if (!ends_last) derive();
    if (left_ != owed_)
      for (const char word : statements_) {
        if (word == 'w' || word == 'p')
          with(word, "{){(");
        else if (word == 'f' || word == 'g')
          with(word, "{");
        else
          with(word, word == 'l' ? "{=[" : "{[");
      }
    if (ends_last) derive();
  }
  char next_literal() const {
    for (auto each = todo_.rbegin(); each != todo_.rend(); ++each)
      if (*each == ')' || *each == '|') return *each;
    return 0;
  }

  void expression(bool no_raw_sleep) {
    for (const char word : expressions_) {
      if (no_raw_sleep && word == 'r') continue;
      if (word == 'C' || word == 'B' || word == 'R') {
        outer_.push_back(holds_);
        holds_ = false;
        with(word, ").{(");
        holds_ = outer_.back();
        outer_.pop_back();
      } else if (word == 'Y') {
        with(word, "<");
      } else if (word == 'G') {
        with(word, "[[");
      } else if (word != 'v') {
        with(word, "");
      } else if (holds_) {
        holds_ = false;
        with(word, "");
        holds_ = true;
      }
    }
  }

  // How many programs come of what is written and to be written. follow_[i] counts what the lowest i symbols become.
  ways completions() {
    if (follow_.empty()) follow_.push_back(at_the_end());
    std::size_t saved = 0;  // function ends among the lowest symbols
    for (std::size_t i = 0; i + 1 < follow_.size(); ++i) saved += todo_[i] == '.';
    while (follow_.size() <= todo_.size()) {
      const char symbol = todo_[follow_.size() - 1];
      const rest& follows = follow_.back();
      switch (symbol) {
        case '{': follow_.push_back(before(counted_.body, follows)); break;
        case '[': follow_.push_back(before(counted_.expression, follows)); break;
        case '<': follow_.push_back(before(counted_.no_raw_sleep, follows)); break;
        case '=': follow_.push_back(where_held(follows, true, false)); break;
        case '.': follow_.push_back(where_held(follows, outer_[saved++], false)); break;
        default: follow_.push_back(rest(follows));
      }
    }
    return follow_.back()[static_cast<std::size_t>(left_)][holds_][used_];
  }
  rest at_the_end() const {
    rest made(static_cast<std::size_t>(left_) + 1);
    for (auto& held : made[0])
      for (std::size_t used = 0; used != used_sets; ++used)
        held[used] = !(used & queue_waited) == !(used & queue_emptied) && (served_ || (used & context_made));
    return made;
  }
  // Goes on only where the variable holds something, or does not, and then with it as said.
  static rest where_held(const rest& follows, bool then, bool now) {
    rest made(follows.size());
    for (std::size_t n = 0; n != follows.size(); ++n) made[n][now] = follows[n][then];
    return made;
  }

  bool served_;
  std::string statements_, expressions_;
  table counted_;
  int left_;      // statements and expressions
  int owed_ = 0;  // expressions that are to come
  bool holds_ = false;
  std::uint8_t used_ = 0;
  std::vector<bool> outer_;  // whether the variables of the functions around hold something
  std::string todo_, text_;
  std::vector<rest> follow_;
  std::uint64_t skip_ = 0, take_ = 0;
  const std::function<void(const std::string&)>* visit_ = nullptr;
};

enumeration::enumeration(const exploration& all) : by_(std::make_unique<deriving>(all)), count_(by_->all()) {
  if (count_ == uncountable)
    throw too_many_programs(
        fmt::format("there are more programs of {} words ({}) than 64 bits count", all.size, all.of.name));
}
enumeration::~enumeration() = default;
enumeration::enumeration(enumeration&&) noexcept = default;

void enumeration::each(rank_range range, const std::function<void(const std::string&)>& visit) {
  by_->run(range, visit);
}

}  // namespace ctxlab::programs
