// The rules of a scheme as a judgement on code that has not run: what kinds of deferreds there are in its rules, and
// what may be done with each, where. Knows nothing of how code is written: whoever reads code (a check of programs, an
// enumeration of them) asks it at every place, and need not know the scheme.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

namespace ctxlab {

// Whom code works for: a context, each by another number, or nobody.
using owner_id = std::uint32_t;
inline constexpr owner_id nobody = 0;

// Where something is done.
struct code_place {
  owner_id owner = nobody;
  bool in_scope = false;  // within a scope of the same function
};

// Where a deferred comes from.
enum class origin : std::uint8_t {
  call,       // of a coroutine
  request,    // a call in a new context, the scheme's way
  compliant,  // made to follow the scheme's rules, as a sleep is
  foreign,    // from code that follows no rules: third-party code, a queue, a gather
};

// A deferred that may be incomplete, as far as a discipline tells them apart.
struct deferred_kind {
  std::uint8_t sort = 0;                // the discipline's own
  owner_id callbacks_in = of_no_owner;  // in whose context its callbacks run, if the rules say

  static constexpr owner_id of_no_owner = std::numeric_limits<owner_id>::max();
  friend bool operator==(const deferred_kind&, const deferred_kind&) = default;
  friend auto operator<=>(const deferred_kind&, const deferred_kind&) = default;
};
// What is done with a deferred.
enum class use : std::uint8_t {
  await,
  drop,          // evaluated, and nothing more
  keep,          // in a variable
  gather,        // as a member
  wrap,          // made to follow the rules
  add_callback,  // which runs when it completes
};

// What is done to others' deferreds.
enum class act : std::uint8_t {
  complete,  // those of a queue; code that waits for them runs here
  cancel,    // likewise
  collect,   // orphans are destroyed
};

// In whose context code goes on that waits for what is cancelled: where the rules say, or one of which they say
// nothing.
enum class when_cancelled : std::uint8_t {
  as_ruled,
  as_canceller,  // that of whoever cancels
  as_left,       // that in which code was left that the same cancellation ended before
};

// A rule, to whoever broke it.
struct rule {
  std::string_view name;  // kebab-case
  std::string_view says;  // what is not to be done
  std::string_view mend;  // what to do instead
};

class discipline {
 public:
  virtual ~discipline() = default;

  virtual deferred_kind made(origin by, owner_id here) const = 0;
  // What a function returned that was called in the way the scheme has for when nobody will await the result.
  virtual deferred_kind background(deferred_kind returned, owner_id here) const = 0;
  // What was kept in a variable, where it is used.
  virtual deferred_kind kept(deferred_kind what, owner_id here) const = 0;
  // One that was complete, and whose callback returned another, for which it now waits.
  virtual deferred_kind resumed_by(deferred_kind returned, owner_id here) const = 0;
  virtual when_cancelled goes_on(deferred_kind what) const = 0;

  // The rule that is broken, if any. With what is complete, none is.
  virtual const rule* broken_by(use how, deferred_kind what, code_place here) const = 0;
  virtual const rule* broken_by(act what, code_place here) const = 0;
  // A callback was added that returned another, for which `to` then waits.
  virtual const rule* broken_by_callback(deferred_kind to, deferred_kind returned, owner_id here) const = 0;
  // A function was called in a context by the scheme's `request`, and returned this.
  virtual const rule* broken_by_request(deferred_kind returned) const = 0;
};

}  // namespace ctxlab
