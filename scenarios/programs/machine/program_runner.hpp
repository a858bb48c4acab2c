// The schemes as those who run programs see them: by name.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "scenarios/programs/machine/trace.hpp"

namespace ctxlab::programs {

// Runs programs under one scheme. Keeps its memory from run to run; belongs to one thread at a time.
class player {
 public:
  virtual ~player() = default;
  // What a program does, left in `into`, up to its end or to a bound.
  virtual void play(const program& it, const run_bounds& within, trace& into) = 0;
};

struct playable_scheme {
  std::string_view name;
  bool in_format;  // the format knows it, and traces of it can have been recorded
  bool warns;
  std::unique_ptr<player> (*make)();
};

// In the order of the list of schemes.
std::span<const playable_scheme> playable_schemes();

}  // namespace ctxlab::programs
