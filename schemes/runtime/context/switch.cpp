#include "schemes/runtime/context/switch.hpp"

namespace ctxlab {

std::string_view name_of(warning kind) {
  switch (kind) {
    case warning::lost: return "lost";
    case warning::found: return "found";
    case warning::restart_finished: return "restart-finished";
    case warning::not_maintained: return "not-maintained";
    case warning::figures_lost: return "figures-lost";
    case warning::crossed: return "crossed";
  }
  return "unknown";
}

void warn(warning kind, const context* expected, const context* found) noexcept {
  if (probe_) probe_->warned(kind, expected, found);
}

void tell_observer(context* before, context* after) noexcept {
  if (before != after) on_switch_->switched(before, after);
}

}  // namespace ctxlab
