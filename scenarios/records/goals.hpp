// What was to be reached, and what was: the form of every goal, whichever program judges it.
#pragma once

#include <optional>
#include <ostream>
#include <span>
#include <string>

#include "scenarios/records/envelope.hpp"

namespace ctxlab::records {

enum class better { less, more };

// A figure to reach: `must` is the least, `aim` is better. Nothing is `reached` where it was not measured.
struct goal {
  std::string id;
  std::string title;
  double must;
  double aim;
  std::string unit;
  std::string how;  // which figures it is computed from, in words
  better direction = better::less;
  std::optional<double> reached{};

  // Whether it was reached; nothing where it was not measured.
  std::optional<bool> met() const { return reaches(must); }
  std::optional<bool> aimed() const { return reaches(aim); }

 private:
  std::optional<bool> reaches(double limit) const {
    if (!reached) return std::nullopt;
    return direction == better::less ? *reached <= limit : *reached >= limit;
  }
};

// Rows of a record.
json to_json(std::span<const goal> goals);
// A table for a terminal.
void print(std::ostream& out, std::span<const goal> goals);

}  // namespace ctxlab::records
