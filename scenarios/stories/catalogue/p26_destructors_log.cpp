// Story: work of r1 holds a lock, whose destructor logs, and waits. r2 drops what it waits for, and the work dies
// there. Asked: whose name is on the lock's line?
#include "scenarios/stories/catalogue/row.hpp"

namespace ctxlab::scenarios::catalogue {
namespace {

constexpr std::string_view queue = "queue";

template <class S>
class lock {
 public:
  explicit lock(S s) : s_(s) {}
  lock(const lock&) = delete;
  lock& operator=(const lock&) = delete;
  ~lock() { s_.log("r1: lock released"); }

 private:
  S s_;
};

// Knows for whom it was taken.
template <class S>
class lock_of_somebody {
 public:
  explicit lock_of_somebody(S s) : s_(s), holder_(s.current()) {}
  lock_of_somebody(const lock_of_somebody&) = delete;
  lock_of_somebody& operator=(const lock_of_somebody&) = delete;
  ~lock_of_somebody() {
    const auto in = s_.preserve(holder_);
    in.log("r1: lock released");
  }

 private:
  S s_;
  context_ptr holder_;
};

template <class S, class Lock>
coroutine<S> waits(S s, testbed bed) {
  const Lock held(s);
  co_await s.yieldable(bed.wait(queue));
}

template <class S, class Lock>
coroutine<S> starts_it(S s, testbed bed) {
  s.background(waits<S, Lock>, bed);
  co_await s.sleep(3);
  s.log("r1: complete");
}

template <class S>
coroutine<S> drops_it(S s, testbed bed) {
  bed.clear(queue);
  s.log("r2: dropped it");
  co_return;
}

template <class S>
coroutine<S> serve(S s, const char* name, testbed bed, coroutine<S> (*handle)(S, testbed)) {
  co_await s.request(context::make(name), handle, bed);
}

template <class S, class Lock>
void tell(S s, testbed bed) {
  bed.start(s, 0, serve<S>, "r1", bed, starts_it<S, Lock>);
  bed.start(s, 1, serve<S>, "r2", bed, drops_it<S>);
}

constexpr std::string_view asked = "Whose name is on the line of what dies with the work?";

const registration wrong(
    row(26, variant::naive, "catalogue/26-destructors-log",
        "Work that waits is dropped, and what it holds logs as it dies.", asked,
        {{"language", "what is logged in drop is in the context of whoever drops", {"misattributed"}}}),
    [](auto s, testbed bed) { tell<decltype(s), lock<decltype(s)>>(s, bed); });

const registration mended(row(26, variant::remedy, "catalogue/26-destructors-log-mended",
                              "What logs as it dies enters the context in which it was made.", asked,
                              {{"language", "the span is entered again for the drop", {}}}),
                          [](auto s, testbed bed) { tell<decltype(s), lock_of_somebody<decltype(s)>>(s, bed); });

}  // namespace
}  // namespace ctxlab::scenarios::catalogue
