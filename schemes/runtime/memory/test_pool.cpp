// Blocks of memory. Under the sanitizers there are no free lists, and only that a block is a block
// can be checked.
#include <cstring>
#include <set>
#include <thread>
#include <vector>

#include "schemes/runtime/memory/pool.hpp"
#include "schemes/runtime/testing/catch.hpp"

namespace ctxlab {
namespace {

#ifdef CTXLAB_NO_POOLS
constexpr bool pooled = false;
#else
constexpr bool pooled = true;
#endif

TEST_CASE("A block is aligned, as large as it was asked for, and nobody else's") {
  std::vector<std::pair<unsigned char*, std::size_t>> blocks;
  for (std::size_t bytes = 1; bytes <= pool::largest + 40; ++bytes) {
    auto* const block = static_cast<unsigned char*>(pool::allocate(bytes));
    REQUIRE(reinterpret_cast<std::uintptr_t>(block) % 16 == 0);
    std::memset(block, static_cast<int>(bytes & 0xff), bytes);
    blocks.emplace_back(block, bytes);
  }
  std::size_t intact = 0;
  for (const auto& [block, bytes] : blocks) {
    bool same = true;
    for (std::size_t i = 0; i != bytes; ++i) same &= block[i] == (bytes & 0xff);
    intact += same;
    pool::release(block, bytes);
  }
  CHECK(intact == blocks.size());
}

TEST_CASE(
    "A released block serves the next request of its size class, last in, first out, and no "
    "other") {
  void* const first = pool::allocate(33);
  void* const second = pool::allocate(48);
  pool::release(first, 33);
  pool::release(second, 48);
  void* const other = pool::allocate(49);  // the next class
  if (pooled) {
    CHECK(other != first);
    CHECK(other != second);
    CHECK(pool::allocate(40) == second);
    CHECK(pool::allocate(33) == first);
  }
  if (pooled) {
    pool::release(second, 40);
    pool::release(first, 33);
  }
  pool::release(other, 49);
}

TEST_CASE("Requests larger than the largest class bypass the lists") {
  const pool::free_lists before = pool::lists;
  void* const large = pool::allocate(pool::largest + 1);
  pool::release(large, pool::largest + 1);
  CHECK(pool::lists == before);
}

TEST_CASE("A thread that ends hands its blocks to the threads that come after it") {
  constexpr std::size_t bytes = 208;
  std::set<void*> mine, theirs;
  std::thread([&] {
    for (int i = 0; i != 100; ++i) mine.insert(pool::allocate(bytes));
    for (void* each : mine) pool::release(each, bytes);
  }).join();
  std::thread([&] {
    for (int i = 0; i != 100; ++i) theirs.insert(pool::allocate(bytes));
    for (void* each : theirs) pool::release(each, bytes);
  }).join();
  CHECK(theirs.size() == 100);
  if (pooled) CHECK(mine == theirs);
}

TEST_CASE("A block may be released on another thread, and then serves that one") {
  void* const block = pool::allocate(160);
  std::thread([&] {
    pool::release(block, 160);
    void* const again = pool::allocate(160);
    if (pooled) CHECK(again == block);
    pool::release(again, 160);
  }).join();
}

}  // namespace
}  // namespace ctxlab
