// What is measured: a piece of work that can be done any number of times, and that knows its own answer.
//
// Each operation is written once, as a template over a scheme, and serves both programs: the one that takes the
// time and the one that counts instructions. A workload that gives a wrong answer must not be measured.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "schemes/scheme.hpp"

namespace ctxlab::bench {

class workload {
 public:
  workload() = default;
  workload(const workload&) = delete;
  workload& operator=(const workload&) = delete;
  virtual ~workload() = default;

  // Does the operation `times` times, which is a multiple of the operation's `items`. Starts and ends in the
  // sentinel, as a turn of a reactor does.
  virtual void run(std::int64_t times) = 0;
  // Does it a few times and looks at everything; what is wrong, or nothing.
  virtual std::string check() = 0;
};

// What an operation says of itself: a static `card` of its class template, whose argument is the scheme.
struct operation_card {
  const char* name;
  bool waits = false;                   // it has a right answer only where the context follows a wait
  bool accounted = false;               // it is also measured with accounting
  std::int64_t items = 1;               // so many are done together at least
  std::array<std::int64_t, 5> sizes{};  // those for which it is made, by its constructor; none: it has no size
  bool size_is_items = false;           // so many are done together as its size says
};

// An operation by somebody: what a benchmark is made of.
struct operation {
  std::string name;
  std::string subject;            // the name of a scheme, or of a peer
  std::optional<std::int64_t> n;  // its size, where it has one
  bool accounting = false;
  std::int64_t items = 1;  // how many are done together at least
  std::function<std::unique_ptr<workload>()> make;
  bool peer = false;  // other people's code, which has no context to carry
};

// Compares what came with what should have, and keeps the first difference in words.
class answer {
 public:
  template <class Value>
  answer& expect(const char* what, const Value& got, const Value& wanted) {
    if (wrong_.empty() && !(got == wanted))
      wrong_ = std::string(what) + ": " + shown(got) + ", expected " + shown(wanted);
    return *this;
  }
  operator std::string() const { return wrong_; }

 private:
  static std::string shown(std::int64_t number) { return std::to_string(number); }
  static std::string shown(const context* described) { return std::string(name_of(described)); }
  std::string wrong_;
};

// Where code that is being checked looks around: each time, the context it is charged to must be `home`.
struct context_check {
  const context* home = nullptr;
  std::int64_t checked = 0;
  std::int64_t wrong = 0;
};

// Looks in checked runs, and is nothing in those that are measured.
template <bool Looks, class S>
inline void check_context([[maybe_unused]] const S& s, [[maybe_unused]] context_check& collecting) {
  if constexpr (Looks) {
    ++collecting.checked;
    if (s.current() != collecting.home) ++collecting.wrong;
  }
}

// What code in `which` ought to see as current: the control carries nothing.
template <class S>
const context* home_of(const context_ptr& described) {
  return S::role == "control" ? nullptr : described.get();
}

// Whether the context follows a wait. Where it does not, operations that wait have no right answer to time.
template <class S>
constexpr bool follows_waits = why_unsupported<S>(feature::wait).empty();

// Makes the optimiser believe that others run here who may change the context, who is told, and `which`.
inline void others_run(context& described) {
  asm volatile("" : "+m"(current_context_), "+m"(on_switch_), "+m"(described));
}

}  // namespace ctxlab::bench
