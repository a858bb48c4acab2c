// log_contexts, "Was all this really necessary?", as a judgement. "If you were the function which started a `with
// LoggingContext` block, you wouldn't `yield` within it"; and what is awaited is a deferred "which runs its callbacks
// in the original logcontext". Nothing else is asked.
#include "schemes/discipline.hpp"
#include "schemes/preserve_caller/scheme.hpp"

namespace ctxlab {
namespace {

constexpr rule scope_over_await{"scope-over-await",
                                "awaits within a scope: its context is left to the reactor, and to whoever runs next",
                                "start the work in the scope, leave it, and then await"};
constexpr rule await_elsewhere{"await-foreign",
                               "awaits a deferred whose callbacks do not run in the context that is current here",
                               "make it yieldable here"};
constexpr rule callback_elsewhere{
    "callback-on-foreign",
    "adds a callback to a deferred whose callbacks do not run in the context that is current here",
    "make it yieldable here first"};

class preserving final : public discipline {
 public:
  deferred_kind made(origin by, owner_id here) const override {
    return by == origin::foreign ? deferred_kind{} : deferred_kind{0, here};
  }
  deferred_kind kept(deferred_kind what, owner_id) const override { return what; }
  // How a chain goes on that waited is not wrapped; what wraps each callback of its own is.
  deferred_kind after_callback(maybe_incomplete what, deferred_kind, owner_id) const override {
    return what.value_or(deferred_kind{});
  }

  const rule* broken_by(use how, deferred_kind what, code_place here) const override {
    const bool elsewhere = what.callbacks_in != here.owner;
    if (how == use::await) return here.in_scope ? &scope_over_await : elsewhere ? &await_elsewhere : nullptr;
    return how == use::add_callback && elsewhere ? &callback_elsewhere : nullptr;
  }
  const rule* broken_by(act, code_place) const override { return nullptr; }
  const rule* broken_by_callback(deferred_kind, owner_id) const override { return nullptr; }
  const rule* broken_by_request(deferred_kind, owner_id) const override { return nullptr; }
};

}  // namespace

const discipline& preserve_caller::rules() {
  static const preserving only;
  return only;
}

}  // namespace ctxlab
