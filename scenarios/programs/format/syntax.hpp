// What a program's text must look like, and how it says where it does not.
#pragma once

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

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
  [[noreturn]] void wrong(const std::string& what) const { throw bad_text(1, pointer(), what); }

 private:
  place(const place* above, std::string_view key, std::size_t index) : above_(above), key_(key), index_(index) {}
  const place* above_;
  std::string_view key_;
  std::size_t index_ = 0;
};

inline std::string what_it_is(const json& it) {
  if (it.is_string()) return in_quotes(it.get_ref<const std::string&>());
  if (it.is_number()) return "the number " + it.dump();
  if (it.is_array()) return "a list";
  if (it.is_object()) return "an object";
  return it.dump();
}

// Checks that an object has the fields `needed` and no others.
inline void check_fields(const json& it, const place& at, words needed) {
  if (!it.is_object()) at.wrong("expected an object with " + alternatives(needed) + ", found " + what_it_is(it));
  for (const auto& [key, value] : it.items())
    if (std::find(needed.begin(), needed.end(), key) == needed.end())
      (at / key).wrong("unknown field " + in_quotes(key) + "; expected " + alternatives(needed) +
                       did_you_mean(key, needed));
  for (const std::string_view each : needed)
    if (!it.contains(each)) at.wrong("the field " + in_quotes(each) + " is missing");
}

// Which of the shapes an object has.
template <class Shapes>
const auto& shape_of(const json& it, const place& at, const Shapes& shapes, words known, std::string_view noun,
                     std::string_view other_noun, words other) {
  const std::string sort(noun);
  if (!it.is_object()) at.wrong("expected a " + sort + ", which is an object, found " + what_it_is(it));
  const typename Shapes::value_type* found = nullptr;
  for (const auto& each : shapes) {
    if (!it.contains(each.word)) continue;
    if (found)
      at.wrong("expected one " + sort + ", found both " + in_quotes(found->word) + " and " + in_quotes(each.word));
    found = &each;
  }
  if (!found) {
    if (it.empty()) at.wrong("expected a " + sort + ", found an empty object");
    const std::string key = it.begin().key();
    if (std::find(other.begin(), other.end(), key) != other.end())
      at.wrong("expected a " + sort + ", found the " + std::string(other_noun) + " " + in_quotes(key));
    std::string hint;
    for (const auto& [each, value] : it.items())
      if (hint.empty()) hint = did_you_mean(each, known);
    (at / key).wrong("unknown " + sort + " " + in_quotes(key) + "; expected " + alternatives(known) + hint);
  }
  std::array<std::string_view, 2> fields{found->word, found->with[0]};
  check_fields(it, at, words(fields).first(found->with[0].empty() ? 1 : 2));
  return *found;
}

}  // namespace ctxlab::programs
