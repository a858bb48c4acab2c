// Text in columns for a terminal: blocks of lines, some of them coloured, set beside each other while there is room.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace ctxlab::programs {

// One line, with the sequences that colour it, and the width that is seen.
class styled_line {
 public:
  styled_line() = default;
  explicit styled_line(std::string_view plain) { add(plain); }
  // `style` is the parameters of an SGR sequence, such as "1;31"; empty for none.
  styled_line& add(std::string_view plain, std::string_view style = {});

  std::size_t width() const { return width_; }
  std::string text(bool coloured) const { return coloured ? coloured_ : plain_; }

 private:
  std::string plain_;
  std::string coloured_;
  std::size_t width_ = 0;
};

using block = std::vector<styled_line>;

// Sets the blocks from left to right, and goes on below where they would be wider than `width`.
void print_blocks(const std::vector<block>& blocks, std::size_t width, bool coloured, std::ostream& out);

// Of the terminal at standard output; 100 if it is none.
std::size_t terminal_width();

// A name or text from a program as it may be shown: without control characters, and cut where it is long.
std::string shown(std::string_view text);

}  // namespace ctxlab::programs
