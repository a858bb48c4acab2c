// The hash by which counts are compared with others'.
#pragma once

#include <cstdint>
#include <string_view>

namespace ctxlab::programs {

// FNV-1a, 64 bit, but for a digit: the independent counts were made with the offset basis without its last one.
inline constexpr std::uint64_t fingerprint_start = 1469598103934665603u;
constexpr std::uint64_t fingerprint_with(std::uint64_t so_far, std::uint64_t value) {
  return (so_far ^ value) * 1099511628211u;
}
constexpr std::uint64_t fingerprint_of(std::string_view text) {
  std::uint64_t hash = fingerprint_start;
  for (const char each : text) hash = fingerprint_with(hash, static_cast<unsigned char>(each));
  return hash;
}

}  // namespace ctxlab::programs
