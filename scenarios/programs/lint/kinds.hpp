// What may be known of a deferred where the text alone says it: the kinds that it may be of.
#pragma once

#include <set>

#include "schemes/discipline.hpp"

namespace ctxlab::programs {

class kinds {
 public:
  // Complete.
  kinds() = default;
  // Incomplete for certain, if it has just been made by what cannot be complete.
  explicit kinds(deferred_kind one, bool may_be_complete = true)
      : incomplete_{one}, may_be_complete_(may_be_complete) {}

  // Those that it may be of, if it is not complete.
  const std::set<deferred_kind>& incomplete() const { return incomplete_; }
  bool may_be_complete() const { return may_be_complete_; }

  // Whichever of the two.
  void join(const kinds& other) {
    incomplete_.insert(other.incomplete_.begin(), other.incomplete_.end());
    may_be_complete_ = may_be_complete_ || other.may_be_complete_;
  }
  void time_passes() { may_be_complete_ = true; }
  // Each made another by `change`.
  template <class Change>
  kinds with(const Change& change) const {
    kinds made = *this;
    made.incomplete_.clear();
    for (const deferred_kind& each : incomplete_) made.incomplete_.insert(change(each));
    return made;
  }
  friend bool operator==(const kinds&, const kinds&) = default;

 private:
  std::set<deferred_kind> incomplete_;
  bool may_be_complete_ = true;
};

}  // namespace ctxlab::programs
