#include "scenarios/programs/view/layout.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <ostream>

namespace ctxlab::programs {
namespace {

constexpr std::size_t gap = 3;

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

std::size_t width_of(const block& of) {
  std::size_t widest = 0;
  for (const styled_line& each : of) widest = std::max(widest, each.width());
  return widest;
}

}  // namespace

styled_line& styled_line::add(std::string_view plain, std::string_view style) {
  plain_ += plain;
  width_ += static_cast<std::size_t>(
      std::count_if(plain.begin(), plain.end(), [](char c) { return !continues_character(c); }));
  if (style.empty())
    coloured_ += plain;
  else
    coloured_ += fmt::format("\x1b[{}m{}\x1b[0m", style, plain);
  return *this;
}

void print_blocks(const std::vector<block>& blocks, std::size_t width, bool coloured, std::ostream& out) {
  for (std::size_t first = 0; first != blocks.size();) {
    std::size_t last = first + 1;
    std::size_t used = width_of(blocks[first]);
    while (last != blocks.size() && used + gap + width_of(blocks[last]) <= width)
      used += gap + width_of(blocks[last++]);
    std::size_t height = 0;
    for (std::size_t i = first; i != last; ++i) height = std::max(height, blocks[i].size());
    for (std::size_t row = 0; row != height; ++row) {
      std::size_t owed = 0;  // blanks before the next text
      for (std::size_t i = first; i != last; ++i) {
        const std::size_t full = width_of(blocks[i]) + gap;
        if (row < blocks[i].size() && blocks[i][row].width()) {
          out << std::string(owed, ' ') << blocks[i][row].text(coloured);
          owed = full - blocks[i][row].width();
        } else {
          owed += full;
        }
      }
      out << '\n';
    }
    if (last != blocks.size()) out << '\n';
    first = last;
  }
}

std::size_t terminal_width() {
  winsize size{};
  if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col) return size.ws_col;
  return 100;
}

std::string shown(std::string_view text) {
  constexpr std::size_t longest = 40;
  const bool cut = text.size() > longest;
  if (cut) {
    std::size_t end = longest - 3;
    while (end && continues_character(text[end])) --end;
    text = text.substr(0, end);
  }
  std::string it;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      it += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    else
      it += c;
  }
  return cut ? it + "..." : it;
}

}  // namespace ctxlab::programs
