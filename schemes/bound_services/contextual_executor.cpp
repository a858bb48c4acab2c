#include "schemes/bound_services/contextual_executor.hpp"

namespace ctxlab {

std::unique_ptr<executor> bound_services::wrap(executor& wrapped, const context_ptr& carried) {
  return std::make_unique<contextual_executor>(wrapped, carried);
}

}  // namespace ctxlab
