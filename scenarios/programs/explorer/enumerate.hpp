// Every program of the fragment of a size, one after the other in the order of their texts, without a table of those
// that were made.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ctxlab::programs {

// Which words programs are made of, by the names that users give.
struct alphabet {
  std::string_view name;
  std::string_view words;
};
inline constexpr std::array alphabets{
    alphabet{"linear", "wpaeCBRYsr"},    alphabet{"queue", "wpaefCBRYsrq"},      alphabet{"gather", "wpaefCBRYGsrq"},
    alphabet{"full", "wpaelfCBRYGsrqv"}, alphabet{"orphan", "wpaelfgCBRYGsrqv"},
};

enum class setting {
  bare,    // as written
  served,  // each body is run as a request that somebody awaits, aR(body), which is not counted
};

// The programs of one size, in one alphabet, setting and number of requests.
struct exploration {
  alphabet of;
  setting in;
  int size;  // statements and expressions
  int requests;
};

// Some of them: programs have ranks, from 0 on, in the order of their texts.
struct rank_range {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

// There are more than 64 bits count.
class too_many_programs : public std::range_error {
 public:
  using std::range_error::range_error;
};

class enumeration {
 public:
  // Throws too_many_programs.
  explicit enumeration(const exploration& all);
  ~enumeration();
  enumeration(enumeration&&) noexcept;

  // How many programs there are, which is counted without making them.
  std::uint64_t count() const { return count_; }
  // Hands on the text of each program of the range.
  void each(rank_range range, const std::function<void(const std::string& text)>& visit);

 private:
  class deriving;
  std::unique_ptr<deriving> by_;
  std::uint64_t count_;
};

}  // namespace ctxlab::programs
