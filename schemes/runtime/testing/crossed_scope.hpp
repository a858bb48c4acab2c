// What every kind of scope promises that dies on another thread than the one on which it was made.
#pragma once

#include <memory>
#include <thread>

#include "schemes/runtime/context/scope.hpp"
#include "schemes/runtime/testing/catch.hpp"
#include "schemes/runtime/testing/test_observers.hpp"

namespace ctxlab {

// Checks that such a `Scope` is reported there, under the name of its context, once, and changes nothing.
template <class Scope>
void check_crossed_scope() {
  const std::int64_t before = context::alive();
  const context_ptr a = context::make("A");
  auto scope = std::make_unique<Scope>(context_ptr(a));
  words said, there;
  std::thread([&] {
    observed_warnings warned;
    const entered_scope own(context::make("B"));
    scope.reset();
    there.emplace_back(name_of(current_context()));
    said = warned.texts;
  }).join();
  CHECK(said == words{"crossed A"});
  CHECK(there == words{"B"});
  CHECK(current_context() == a.get());
  CHECK_FALSE(a->finished());
  {
    // The next request here is untouched.
    observed_warnings warned;
    const Scope next(context::make("C"));
    CHECK(name_of(current_context()) == "C");
    CHECK(warned.texts.empty());
  }
  switch_context(nullptr);
  a->release();  // what the scope held
  CHECK(context::alive() == before + 1);
}

}  // namespace ctxlab
