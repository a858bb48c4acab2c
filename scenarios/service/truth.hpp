// What is really so, beside what a scheme says: for whom code works, and what was spent for it. Handed along as an
// argument, which no scheme sees, for the comparison alone.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "schemes/scheme.hpp"

namespace ctxlab::service {

// Of one endpoint, or of what is done for nobody.
struct attribution {
  std::int64_t lines = 0;
  std::int64_t lost = 0;         // lines in nobody's name, which are somebody's
  std::int64_t misnamed = 0;     // lines in another's name, or in somebody's though they are nobody's
  std::int64_t requests = 0;     // that are over, their background work with them
  std::int64_t wrong_bills = 0;  // of them, those charged with other transactions than theirs
};

class truth;

// A request, as long as anything works for it.
class job {
 public:
  job(std::shared_ptr<truth> records, std::string endpoint, context_ptr bill);
  ~job();  // the bill is compared
  job(const job&) = delete;
  job& operator=(const job&) = delete;

  const std::string& owner() const { return owner_; }
  attribution& counts() const;
  // What a transaction really took, in microseconds.
  void spent(std::chrono::microseconds waited, std::chrono::microseconds worked) {
    ++transactions_;
    waited_ += waited;
    worked_ += worked;
  }

 private:
  std::shared_ptr<truth> records_;
  std::string endpoint_;
  std::string owner_;
  context_ptr bill_;
  std::int64_t transactions_ = 0;
  std::chrono::microseconds waited_{0}, worked_{0};
};
// Null for what is done for nobody.
using worker = std::shared_ptr<job>;

// Everything that was counted, by endpoint. Belongs to the reactor's thread.
class truth final : public turn_observer {
 public:
  std::map<std::string, attribution> by_endpoint;
  std::int64_t turns = 0, leaked_turns = 0;  // turns that leave a context behind
  std::int64_t billed_cpu = 0;               // nanoseconds that requests were charged with, theirs or not

  void turn_starts(ticks) override {}
  void turn_ended(ticks) override {
    ++turns;
    leaked_turns += current_context() != nullptr;
  }
};

// One log line, and whether it goes to whom it belongs: the request, or its part of this name.
template <class S>
void say(const S& s, truth& records, const worker& who, std::string_view text, std::string_view part = {}) {
  s.log(text);
  attribution& counts = who ? who->counts() : records.by_endpoint["nobody"];
  const context* const found = s.current();
  ++counts.lines;
  const std::string owner = who ? who->owner() + std::string(part) : std::string(name_of(nullptr));
  if (name_of(found) == owner) return;
  ++(found ? counts.misnamed : counts.lost);
}

}  // namespace ctxlab::service
