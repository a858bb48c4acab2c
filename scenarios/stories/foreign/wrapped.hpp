// How an application wraps the foreign library, with nothing but the vocabulary of its scheme.
#pragma once

#include "scenarios/stories/foreign/library.hpp"
#include "scenarios/suite/story.hpp"
#include "schemes/defer_to_thread.hpp"

namespace ctxlab::scenarios {

// Calls f() where foreign code, and a logger that it uses, find the context of `s` if the scheme can show it to code
// that is given none: the ambient ones do so anyway.
template <class S, class Function>
void shown(const S& s, Function f) {
  if constexpr (binds_services<S>)
    S::bare::run_with(context_ptr(s.current()), f);
  else
    f();
}

// The loop of the reactor that runs, as the library wants it: its calls are turns like others.
inline foreign::event_loop the_loop() {
  return {[] { return reactor::current().now(); },
          [](std::int64_t delay, foreign::callback f) { reactor::current().call_later(delay, std::move(f)); }};
}

// The client's thread as an executor, so that work can be deferred to it (threads.hpp): `who` has its work run where
// the answer to `question` arrives. Refuses when the client is closed.
class on_client final : public executor {
 public:
  on_client(foreign::client& of, std::string who, std::string question)
      : client_(of), who_(std::move(who)), question_(std::move(question)) {}

  void execute(std::function<void()> work) override {
    try {
      client_.ask(who_, question_, [work = std::move(work)](std::size_t) { work(); });
    } catch (const foreign::closed& why) {
      throw executor_refused(why.what());
    }
  }

 private:
  foreign::client& client_;
  std::string who_;
  std::string question_;
};

}  // namespace ctxlab::scenarios
