// What a program's text must look like, and how it says where it does not.
#pragma once

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "scenarios/programs/format/grammar.hpp"
#include "scenarios/programs/format/nearest.hpp"
#include "scenarios/programs/format/reader.hpp"

namespace ctxlab::programs {

using nlohmann::json;
using words = std::span<const std::string_view>;

// Where the reader is: a line of steps down from the top, turned into a JSON pointer when something is wrong.
class place {
 public:
  explicit place(const std::string& top) : above_(nullptr), key_(top) {}
  place operator/(std::string_view key) const { return {this, key, 0}; }
  place operator/(std::size_t index) const { return {this, {}, index}; }

  std::string pointer() const {
    if (!above_) return std::string(key_);
    return above_->pointer() + pointer_step(key_.data() ? std::string(key_) : std::to_string(index_));
  }
  // The last step.
  std::string_view key() const { return key_; }
  [[noreturn]] void wrong(const std::string& what) const { throw bad_text(1, pointer(), what); }

 private:
  place(const place* above, std::string_view key, std::size_t index) : above_(above), key_(key), index_(index) {}
  const place* above_;
  std::string_view key_;
  std::size_t index_ = 0;
};

inline std::string what_it_is(const json& value) {
  if (value.is_string()) return in_quotes(value.get_ref<const std::string&>());
  if (value.is_number()) return "the number " + value.dump();
  if (value.is_array()) return "a list";
  if (value.is_object()) return "an object";
  return value.dump();
}

// Checks that an object has the fields `needed` and no others.
inline void check_fields(const json& object, const place& here, words needed) {
  if (!object.is_object())
    here.wrong("expected an object with " + alternatives(needed) + ", found " + what_it_is(object));
  for (const auto& [key, value] : object.items())
    if (std::find(needed.begin(), needed.end(), key) == needed.end())
      (here / key)
          .wrong("unknown field " + in_quotes(key) + "; expected " + alternatives(needed) + did_you_mean(key, needed));
  for (const std::string_view each : needed)
    if (!object.contains(each)) here.wrong("the field " + in_quotes(each) + " is missing");
}

// The row of a table that an object is written by; its fields are checked. `sort` and `other_sort`: what the table has,
// "statement" or "expression", and what the words `other` are.
inline const syntax_row& row_of(const json& object, const place& here, std::span<const syntax_row> rows, words known,
                                const std::string& sort, const std::string& other_sort, words other) {
  if (!object.is_object()) here.wrong("expected a " + sort + ", which is an object, found " + what_it_is(object));
  const syntax_row* found = nullptr;
  for (const syntax_row& row : rows) {
    if (!object.contains(row.word())) continue;
    if (found)
      here.wrong("expected one " + sort + ", found both " + in_quotes(found->word()) + " and " + in_quotes(row.word()));
    found = &row;
  }
  if (!found) {
    if (object.empty()) here.wrong("expected a " + sort + ", found an empty object");
    const std::string key = object.begin().key();
    if (std::find(other.begin(), other.end(), key) != other.end())
      here.wrong("expected a " + sort + ", found the " + other_sort + " " + in_quotes(key));
    std::string hint;
    for (const auto& [word, value] : object.items())
      if (hint.empty()) hint = did_you_mean(word, known);
    (here / key).wrong("unknown " + sort + " " + in_quotes(key) + "; expected " + alternatives(known) + hint);
  }
  const std::array<std::string_view, 2> fields{found->fields[0].word, found->fields[1].word};
  check_fields(object, here, words(fields).first(found->field_count()));
  return *found;
}

}  // namespace ctxlab::programs
