// Reading callgrind's dumps, and telling instructions that lock.
#include <sstream>

#include "bench/instructions/callgrind_dump.hpp"
#include "schemes/runtime/testing/catch.hpp"

using namespace ctxlab::bench;

TEST_CASE("instructions that lock the bus are told from those that do not") {
  const auto told = [](std::initializer_list<unsigned char> code) { return locks(std::data(code), code.size()); };
  CHECK(told({0xf0, 0xff, 0x07}));              // lock inc dword [rdi]
  CHECK(told({0xf0, 0x48, 0x0f, 0xb1, 0x0f}));  // lock cmpxchg [rdi], rcx
  CHECK(told({0x48, 0x87, 0x07}));              // xchg [rdi], rax
  CHECK_FALSE(told({0x87, 0xc3}));              // xchg ebx, eax
  CHECK_FALSE(told({0x83, 0x07, 0x01}));        // add dword [rdi], 1
  CHECK_FALSE(told({0xff, 0xf0}));              // push rax: f0 is no prefix here
}

TEST_CASE("a dump's total is read, and a call's inclusive cost is not a cost of its line") {
  std::istringstream text(
      "positions: instr\nevents: Ir\nob=/no/such/file\nfn=f\n0x1000 5\ncalls=2 0x2000\n0x1004 90\n\ntotals: 95\n");
  machine_code code;
  const dump_counts counts = read_dump(text, code);
  CHECK(counts.instructions == 95);
  CHECK(counts.atomics == 0);
}

TEST_CASE("a dump that was cut short is refused") {
  std::istringstream text("positions: instr\nfn=f\n0x1000 5\n");
  machine_code code;
  CHECK_THROWS_WITH(read_dump(text, code), Catch::Matchers::ContainsSubstring("totals"));
}
