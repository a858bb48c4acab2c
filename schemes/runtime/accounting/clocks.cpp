#include "schemes/runtime/accounting/clocks.hpp"

#include <sys/resource.h>
#include <time.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace ctxlab {
namespace {

std::int64_t nanoseconds_of(const timeval& t) { return t.tv_sec * 1'000'000'000LL + t.tv_usec * 1'000LL; }

std::int64_t read_clock(clockid_t which) {
  timespec t{};
  clock_gettime(which, &t);
  return t.tv_sec * 1'000'000'000LL + t.tv_nsec;
}

// The counter and a clock that no time server bends, read as near to each other as some tries allow.
struct moment {
  std::uint64_t ticks = 0;
  std::int64_t nanoseconds = 0;
};

moment read_both() {
  const processor_counter counter;
  moment best;
  std::uint64_t narrowest = ~std::uint64_t{0};
  for (int tries = 0; tries != 20; ++tries) {
    const std::uint64_t before = counter.now();
    const std::int64_t clock = read_clock(CLOCK_MONOTONIC_RAW);
    const std::uint64_t width = counter.now() - before;
    if (width >= narrowest) continue;
    narrowest = width;
    best = {before + width / 2, clock};
  }
  return best;
}

std::uint64_t measured_rate() {
  constexpr std::int64_t long_enough = 4'000'000;  // readings some 20 ns apart: 10 parts in a million
  const moment start = read_both();
  while (read_clock(CLOCK_MONOTONIC_RAW) - start.nanoseconds < long_enough) {
  }
  const moment end = read_both();
  return static_cast<std::uint64_t>(static_cast<double>(end.nanoseconds - start.nanoseconds) /
                                    static_cast<double>(end.ticks - start.ticks) * 2147483648.0);
}

}  // namespace

cpu_time rusage_clock::now() noexcept {
  ++calls_;
  rusage spent{};
  getrusage(RUSAGE_THREAD, &spent);
  return {nanoseconds_of(spent.ru_utime), nanoseconds_of(spent.ru_stime)};
}

std::int64_t thread_cpu_clock::nanoseconds() noexcept {
  ++calls_;
  return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

#if !defined(__x86_64__)
std::uint64_t processor_counter::now() const noexcept {
  return static_cast<std::uint64_t>(read_clock(CLOCK_MONOTONIC));
}
#endif

bool processor_counter::steady() noexcept {
#if defined(__x86_64__)
  unsigned a = 0, b = 0, c = 0, d = 0;
  constexpr unsigned invariant = 1u << 8;  // of leaf 0x80000007, in edx
  return __get_cpuid(0x80000007, &a, &b, &c, &d) && (d & invariant);
#else
  return true;
#endif
}

std::uint64_t processor_counter::rate() noexcept {
  static const std::uint64_t rate = measured_rate();
  return rate;
}

}  // namespace ctxlab
