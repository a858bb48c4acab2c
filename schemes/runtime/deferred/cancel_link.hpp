// References against the flow: to what a deferred waits for, and would cancel.
#pragma once

#include <utility>

#include "schemes/runtime/deferred/deferred.hpp"

namespace ctxlab {

// Owns its target while a collector is installed, otherwise not (see the head of deferred.hpp).
class cancel_link {
 public:
  cancel_link() = default;
  explicit cancel_link(deferred_state* target);
  cancel_link(cancel_link&& other) noexcept : target_(std::exchange(other.target_, nullptr)), owns_(other.owns_) {}
  cancel_link& operator=(cancel_link&& other) noexcept {
    std::swap(target_, other.target_);
    std::swap(owns_, other.owns_);
    return *this;
  }
  ~cancel_link() { reset(); }
  void reset() noexcept;
  // Owns the target from now on: for when that no longer owns whoever holds the link.
  void own() noexcept;
  deferred_state* get() const { return target_; }
  bool owns() const { return owns_; }

 private:
  deferred_state* target_ = nullptr;
  bool owns_ = false;
};

}  // namespace ctxlab
