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
constexpr rule callback_returns_elsewhere{
    "callback-returns-foreign",
    "adds a callback that returns a deferred which does not complete in the context that is "
    "current here: what waits for the chain goes on there",
    "let the callback be a coroutine, and await there"};

class preserving final : public discipline {
  // "We automatically get the property [...] provided the final Deferred the function yields on has that property": a
  // coroutine's deferred completes in the coroutine's context. One that is wrapped completes anywhere, and runs each
  // callback in its own.
  enum sort : std::uint8_t { of_no_context, of_coroutine, wrapped };

 public:
  deferred_kind made(origin by, owner_id here) const override {
    if (by == origin::foreign) return {of_no_context};
    return {by == origin::call ? of_coroutine : wrapped, here};
  }
  deferred_kind background(deferred_kind returned, owner_id) const override { return returned; }
  deferred_kind kept(deferred_kind what, owner_id) const override { return what; }
  // How a chain goes on that waited is not wrapped.
  deferred_kind resumed_by(deferred_kind returned, owner_id) const override {
    return returned.sort == of_coroutine ? returned : deferred_kind{of_no_context};
  }
  // FORMAT.md: what becomes of the coroutine then becomes the deferred's result, outside the coroutine.
  when_cancelled goes_on(deferred_kind what) const override {
    return what.sort == of_coroutine ? when_cancelled::as_canceller : when_cancelled::as_ruled;
  }

  const rule* broken_by(use how, deferred_kind what, code_place here) const override {
    const bool elsewhere = what.callbacks_in != here.owner;
    if (how == use::await) return here.in_scope ? &scope_over_await : elsewhere ? &await_elsewhere : nullptr;
    return how == use::add_callback && elsewhere ? &callback_elsewhere : nullptr;
  }
  const rule* broken_by(act, code_place) const override { return nullptr; }
  const rule* broken_by_callback(deferred_kind to, deferred_kind returned, owner_id here) const override {
    const bool goes_on_here = to.sort == wrapped || (returned.sort == of_coroutine && returned.callbacks_in == here);
    return goes_on_here ? nullptr : &callback_returns_elsewhere;
  }
  const rule* broken_by_request(deferred_kind) const override { return nullptr; }
};

}  // namespace

const discipline& preserve_caller::rules() {
  static const preserving only;
  return only;
}

}  // namespace ctxlab
