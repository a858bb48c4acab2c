// References to what one waits for, and would cancel.
#pragma once

#include <utility>

#include "schemes/runtime/deferred/deferred.hpp"

namespace ctxlab {

// A reference against the flow: owning while a collector is installed, otherwise not (see the head of deferred.hpp).
class upstream {
 public:
  upstream() = default;
  explicit upstream(deferred_state* to);
  upstream(upstream&& other) noexcept : to_(std::exchange(other.to_, nullptr)), owns_(other.owns_) {}
  upstream& operator=(upstream&& other) noexcept {
    std::swap(to_, other.to_);
    std::swap(owns_, other.owns_);
    return *this;
  }
  ~upstream() { reset(); }
  void reset() noexcept;
  // Makes it owning: for when what it refers to no longer owns us.
  void own() noexcept;
  deferred_state* get() const { return to_; }
  bool owns() const { return owns_; }

 private:
  deferred_state* to_ = nullptr;
  bool owns_ = false;
};

}  // namespace ctxlab
