// The least that a coroutine needs of a scheme, for tests of the runtime, which knows none.
#pragma once

#include "schemes/runtime/coroutine/coroutine.hpp"

namespace ctxlab {

struct plain_scheme {
  using activation = idle_activation;
};

}  // namespace ctxlab
