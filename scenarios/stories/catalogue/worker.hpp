// Another thread, for the stories of the catalogue that need one.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "schemes/runtime/context/scope.hpp"
#include "schemes/runtime/threads/executor.hpp"

namespace ctxlab::scenarios::catalogue {

// One thread, which keeps its thread-local variables from one piece of work to the next. `run` waits until the work
// is done, so that one thread moves at a time: what is seen does not depend on how fast they are, and what is counted
// without atomics may be handed over. Lines logged there go where those of the waiting thread go.
class worker {
 public:
  worker();
  // Leaves, on its thread, the scopes that were kept open there, and ends the thread.
  ~worker();
  worker(const worker&) = delete;
  worker& operator=(const worker&) = delete;

  void run(const std::function<void()>& work);
  // From its work: keeps a scope that was opened there open for as long as the thread lives.
  void keep(std::shared_ptr<void> scope) { kept_.push_back(std::move(scope)); }
  // Not from its work: keeps a context that scopes there refer to, so that it dies at home.
  void lend(context_ptr it) { lent_.push_back(std::move(it)); }

 private:
  std::vector<context_ptr> lent_;
  std::vector<std::shared_ptr<void>> kept_;
  std::unique_ptr<executor> threads_;
};

// Belongs to the turns of a story, and ends with the last of them.
using worker_ptr = std::shared_ptr<worker>;

}  // namespace ctxlab::scenarios::catalogue
