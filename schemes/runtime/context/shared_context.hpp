// A context on its way to other threads.
#pragma once

#include <memory>

#include "schemes/runtime/context/context.hpp"

namespace ctxlab {

// What any thread may hold, copy and drop of a context: its name, id and facts. A context itself is one thread's,
// since its count is not atomic; another thread opens a view of its own, which has the same name and id and shares
// the facts: what either adds, both see. What is charged to a view is not charged to the context.
// Copies cost an atomic operation; `open` takes a block of the pool.
class shared_context {
 public:
  // Shares no context: opens to the sentinel.
  shared_context() = default;
  // Requires: on the context's thread.
  explicit shared_context(const context_ptr& shared);

  // A new view, for the calling thread.
  context_ptr open() const;
  explicit operator bool() const { return body_ != nullptr; }

 private:
  struct body;
  std::shared_ptr<const body> body_;
};

}  // namespace ctxlab
