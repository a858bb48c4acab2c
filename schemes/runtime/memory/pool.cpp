#include "schemes/runtime/memory/pool.hpp"

#include <mutex>
#include <vector>

namespace ctxlab::pool {
namespace {

constexpr std::size_t slab_bytes = 64 * 1024;

// What threads that ended left behind. Never destroyed: a thread may end after the statics have gone.
struct inheritance {
  std::mutex mutex;
  std::vector<free_lists> left;
};

inheritance& estate() {
  static auto* const it = new inheritance;
  return *it;
}

struct slab {
  std::byte* next = nullptr;
  std::byte* end = nullptr;

  slab() {
    const std::lock_guard lock(estate().mutex);
    if (estate().left.empty()) return;
    lists = estate().left.back();
    estate().left.pop_back();
  }
  slab(const slab&) = delete;
  slab& operator=(const slab&) = delete;
  ~slab() {
    const std::lock_guard lock(estate().mutex);
    estate().left.push_back(lists);
    lists = {};
  }
};

}  // namespace

void* refill(std::size_t size_class) {
  thread_local slab mine;
  if (free_block* const inherited = lists[size_class]) {
    lists[size_class] = inherited->next;
    return inherited;
  }
  const std::size_t bytes = size_class * granule;
  if (static_cast<std::size_t>(mine.end - mine.next) < bytes) {
    mine.next = static_cast<std::byte*>(::operator new(slab_bytes));
    mine.end = mine.next + slab_bytes;
  }
  void* const block = mine.next;
  mine.next += bytes;
  return block;
}

}  // namespace ctxlab::pool
