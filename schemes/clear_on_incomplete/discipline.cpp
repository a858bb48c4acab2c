// log_contexts, "Rules for functions returning deferreds", as a judgement. "Wherever you have a deferred, you will want
// to yield on it": what follows the rules is awaited at once. What follows none is not awaited. Where nobody's context
// is current there is nothing to lose, and a deferred passes for either.
#include "schemes/discipline.hpp"
#include "schemes/clear_on_incomplete/scheme.hpp"

namespace ctxlab {
namespace {

constexpr rule await_foreign{"await-foreign",
                             "awaits a deferred that follows no rules: the context is neither cleared nor restored",
                             "make it yieldable first"};
constexpr rule follow_and_forget{
    "not-awaited", "does not await at once a deferred that follows the rules: the context is cleared, and not restored",
    "await it at once, or start the work in the background"};
constexpr rule gather_compliant{
    "gather-of-compliant",
    "gives to a gather a deferred that follows the rules: the context is cleared while it is built",
    "start the members in the background, and make the gather yieldable"};
constexpr rule wrap_compliant{"wrapped-twice",
                              "makes yieldable what follows the rules already: the context is cleared, and the cleared "
                              "one restored",
                              "await it as it is"};
constexpr rule callback_on_foreign{
    "callback-on-foreign",
    "adds a callback to a deferred that follows no rules: it runs in the context of whoever completes that",
    "await it, made yieldable, instead of adding a callback"};
constexpr rule callback_returns_foreign{
    "callback-returns-foreign",
    "adds a callback that returns a deferred which follows no rules: what waits for the "
    "chain goes on in the context of whoever completes that",
    "let the callback return one that follows the rules"};
constexpr rule complete_in_context{
    "complete-in-context",
    "completes others' deferreds where a context is current: what waited restores its own, and "
    "clears this one",
    "do it where the context is set aside (preserve null)"};
constexpr rule cancel_in_context{"cancel-in-context",
                                 "cancels a deferred where a context is current: what waited restores its own, and "
                                 "clears this one",
                                 "do it where the context is set aside (preserve null)"};
constexpr rule collects{"dropped-at-both-ends",
                        "lets orphans be collected: their scopes restore what they had saved, in the middle of others' "
                        "work",
                        "complete or cancel what somebody waits for, before it is dropped"};
constexpr rule request_of_foreign{
    "request-of-foreign",
    "requests a function that returns a deferred which follows no rules, and which is awaited in "
    "the request's context",
    "let the function return one that follows the rules"};

class clearing final : public discipline {
  // Where nobody's context is current a deferred is either, and restores nobody's; or foreign to nobody's harm.
  enum sort : std::uint8_t { compliant, foreign, either, harmless };

 public:
  deferred_kind made(origin by, owner_id here) const override {
    if (here == nobody) return {by == origin::foreign ? harmless : either};
    return {by == origin::foreign ? foreign : compliant};
  }
  // Its context is put back, so that it need not be awaited, and must not be.
  deferred_kind background(deferred_kind, owner_id here) const override {
    return here == nobody ? deferred_kind{either} : deferred_kind{foreign};
  }
  // "Wherever you have a deferred, you will want to yield on it": what is kept is not.
  deferred_kind kept(deferred_kind, owner_id here) const override { return made(origin::foreign, here); }
  deferred_kind resumed_by(deferred_kind returned, owner_id) const override { return returned; }
  // A coroutine that a cancellation ends leaves its own until that is over.
  when_cancelled goes_on(deferred_kind what) const override {
    return what.sort == harmless ? when_cancelled::as_left : when_cancelled::as_ruled;
  }

  const rule* broken_by(use how, deferred_kind what, code_place here) const override {
    if (here.owner == nobody || what.sort == either || what.sort == harmless) return nullptr;
    const bool follows = what.sort == compliant;
    switch (how) {
      case use::await: return follows ? nullptr : &await_foreign;
      case use::drop:
      case use::keep: return follows ? &follow_and_forget : nullptr;
      case use::gather: return follows ? &gather_compliant : nullptr;
      case use::wrap: return follows ? &wrap_compliant : nullptr;
      case use::add_callback: return follows ? nullptr : &callback_on_foreign;
    }
    return nullptr;
  }
  const rule* broken_by(act what, code_place here) const override {
    switch (what) {
      case act::complete: return here.owner == nobody ? nullptr : &complete_in_context;
      case act::cancel: return here.owner == nobody ? nullptr : &cancel_in_context;
      case act::collect: return &collects;
    }
    return nullptr;
  }
  const rule* broken_by_callback(deferred_kind, deferred_kind returned, owner_id here) const override {
    return here != nobody && returned.sort == foreign ? &callback_returns_foreign : nullptr;
  }
  const rule* broken_by_request(deferred_kind returned) const override {
    return returned.sort == foreign ? &request_of_foreign : nullptr;
  }
};

}  // namespace

const discipline& clear_on_incomplete::rules() {
  static const clearing only;
  return only;
}

}  // namespace ctxlab
