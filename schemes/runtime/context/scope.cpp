#include "schemes/runtime/context/scope.hpp"

#include <cstdio>

namespace ctxlab {

void scope_crossed(const context* inside) noexcept {
  const std::string_view name = name_of(inside);
  if (probe_)
    warn(warning::crossed, inside, current_context());
  else
    std::fprintf(stderr, "the scope of %.*s died on another thread than the one on which it was made\n",
                 static_cast<int>(name.size()), name.data());
}

}  // namespace ctxlab
