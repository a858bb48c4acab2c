// What a program's text must look like, and how it says where it does not.
#pragma once

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

// Checks that an object has the fields of its row and no others.
inline void check_row(const json& object, const place& here, const syntax_row& row) {
  std::vector<std::string_view> missing;
  for (std::size_t i = 0; i != row.field_count(); ++i)
    if (!object.contains(row.fields[i].word) && !row.fields[i].optional) missing.push_back(row.fields[i].word);
  for (const auto& [key, value] : object.items()) {
    const auto is_key = [&key = key](const field& each) { return each.word == key; };
    if (std::none_of(row.fields.begin(), row.fields.end(), is_key))
      (here / key).wrong("unknown field " + in_quotes(key) + "; expected " + form_of(row) + did_you_mean(key, missing));
  }
  if (!missing.empty()) here.wrong("the field " + in_quotes(missing.front()) + " is missing");
}

// Whether some row of a table has a field of this name.
inline bool is_field(std::span<const syntax_row> rows, std::string_view word) {
  return std::any_of(rows.begin(), rows.end(), [&](const syntax_row& row) {
    return std::any_of(row.fields.begin(), row.fields.end(), [&](const field& each) { return each.word == word; });
  });
}

// The key to blame of an object that no row is written by: one that no row has, rather the one with a body or an
// expression, which is what the others go with; the order of the text is not known any more.
inline std::string unknown_key(const json& object, std::span<const syntax_row> rows) {
  std::string unknown;
  for (const auto& [key, value] : object.items())
    if (!is_field(rows, key) && (unknown.empty() || (value.is_structured() && !object[unknown].is_structured())))
      unknown = key;
  return unknown.empty() ? object.begin().key() : unknown;
}

// The row of a table that an object is written by; null if there is none.
inline const syntax_row* find_row(std::span<const syntax_row> rows, const json& object) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const syntax_row& row) {
    return object.is_object() && object.contains(row.word());
  });
  return found == rows.end() ? nullptr : &*found;
}

// The same, with its fields checked, and a complaint if there is no row or more than one. `sort` and `other_sort`: what
// the table has, "statement" or "expression", and what the words `other` are.
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
    const std::string key = unknown_key(object, rows);
    if (std::find(other.begin(), other.end(), key) != other.end())
      here.wrong("expected a " + sort + ", found the " + other_sort + " " + in_quotes(key));
    (here / key)
        .wrong("unknown " + sort + " " + in_quotes(key) + "; expected " + alternatives(known) +
               did_you_mean(key, known));
  }
  check_row(object, here, *found);
  return *found;
}

}  // namespace ctxlab::programs
