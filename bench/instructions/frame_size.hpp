// How many bytes the compiler takes for the frame of a coroutine with one await of a yieldable deferred. The pools
// round blocks up; this is the number before.
#pragma once

#include "schemes/scheme.hpp"

namespace ctxlab::bench {

inline std::size_t last_frame = 0;

template <class S>
struct sized_coroutine {
  class promise_type : public coroutine_promise_base<S> {
   public:
    sized_coroutine get_return_object() noexcept { return {deferred::adopt(this->returned())}; }
    void return_void() noexcept {}
    static void* operator new(std::size_t bytes) {
      last_frame = bytes;
      return coroutine_promise_base<S>::operator new(bytes);
    }
  };
  deferred ends;
};

template <class S>
sized_coroutine<S> one_await(S s, deferred* on) {
  co_await s.yieldable(*on);
}

template <class S>
std::size_t frame_of_await() {
  deferred d = deferred::succeed();
  one_await(S{}, &d);
  return last_frame;
}

}  // namespace ctxlab::bench
