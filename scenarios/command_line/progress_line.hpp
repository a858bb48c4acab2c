// A line on a terminal that is written over as work goes on: what, how much of it, how fast, how long it still takes.
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <string>

namespace ctxlab::commands {

class progress_line {
 public:
  explicit progress_line(std::string what) : what_(std::move(what)), shown_(isatty(STDERR_FILENO) != 0) {}
  ~progress_line() {
    if (shown_) std::cerr << "\r\x1b[K" << std::flush;
  }
  progress_line(const progress_line&) = delete;
  progress_line& operator=(const progress_line&) = delete;

  void at(std::uint64_t done, std::uint64_t all) const {
    if (!shown_ || done == 0) return;
    const double rate = static_cast<double>(done) / seconds();
    std::cerr << fmt::format("\r\x1b[K{}: {} of {}, {:.0f} a second, {} left", what_, done, all, rate,
                             as_time(static_cast<double>(all - done) / rate))
              << std::flush;
  }

 private:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count(); }
  static std::string as_time(double seconds) {
    if (seconds < 90) return fmt::format("{:.0f} s", seconds);
    return seconds < 5400 ? fmt::format("{:.0f} min", seconds / 60) : fmt::format("{:.1f} h", seconds / 3600);
  }

  std::string what_;
  bool shown_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

}  // namespace ctxlab::commands
