// What the names in a program's text stand for, and the values that are checked on the way.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/programs/format/bounds.hpp"
#include "scenarios/programs/format/program.hpp"
#include "scenarios/programs/format/syntax.hpp"

namespace ctxlab::programs {

// The text of a value, or its number; `what` it is meant to be is said where it is something else.
const std::string& text_in(const json& value, const place& here, std::string_view what);
std::int64_t number_in(const json& value, const place& here, std::string_view what, std::int64_t least = 0,
                       std::int64_t most = text_bounds::number);

// The names of one kind in a function, by numbers from 0 on: a new name gets the next.
class numbered_names {
 public:
  // `several`: what they are called where there are too many.
  numbered_names(operand kind, std::string_view several) : kind_(kind), several_(several) {}
  std::uint32_t number(const json& value, const place& here);
  std::uint32_t count() const { return static_cast<std::uint32_t>(numbers_.size()); }

 private:
  operand kind_;
  std::string_view several_;
  std::map<std::string, std::uint32_t, std::less<>> numbers_;
};

// The names of a whole program.
class symbols {
 public:
  symbols() { interned("sentinel"); }

  name interned(const std::string& text);
  name named(const json& value, const place& here, operand kind) {
    return interned(text_in(value, here, noun_of(kind)));
  }
  // Refuses "sentinel".
  name context(const json& value, const place& here);
  // Null is nobody. Which contexts there are is known at the end: see check_owners.
  name owner(const json& value, const place& here);
  std::uint32_t queue(const json& value, const place& here);
  // Functions are numbered in the order in which they are declared.
  void declare_function(const std::string& called);
  std::uint32_t function(const json& value, const place& here) const;

  // Refuses an owner that is no context of the program. To be called when all has been read.
  void check_owners() const;
  std::uint32_t queues() const { return static_cast<std::uint32_t>(queues_.size()); }
  std::vector<std::string> take_names() { return std::move(names_); }

 private:
  std::vector<std::string> names_;
  std::map<std::string, name, std::less<>> interned_;
  std::map<std::string, std::uint32_t, std::less<>> functions_;
  std::map<std::string, std::uint32_t, std::less<>> queues_;
  std::set<name> contexts_;
  std::vector<std::pair<name, std::string>> owners_;  // that lines name, and where
};

}  // namespace ctxlab::programs
