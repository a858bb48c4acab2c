// What the tests of this room watch with: each installs itself on this thread for its life, and
// writes what it sees as words.
#pragma once

#include <string>
#include <vector>

#include "schemes/runtime/context/log.hpp"
#include "schemes/runtime/context/scope.hpp"
#include "schemes/runtime/deferred/deferred.hpp"

namespace ctxlab {

using words = std::vector<std::string>;

// Warnings, as "lost A", "found A B", "restart-finished A".
class seen_warnings final : public probe {
 public:
  seen_warnings() : outer_(install_probe(this)) {}
  ~seen_warnings() { install_probe(outer_); }
  seen_warnings(const seen_warnings&) = delete;
  seen_warnings& operator=(const seen_warnings&) = delete;

  void warned(warning kind, const context* expected, const context* found) noexcept override {
    std::string what(name_of(kind));
    if (kind != warning::not_maintained) (what += ' ') += name_of(expected);
    if (kind == warning::found) (what += ' ') += name_of(found);
    all.push_back(std::move(what));
  }
  words all;

 private:
  probe* outer_;
};

// Changes of the current context, as "A > B".
class seen_switches final : public switch_observer {
 public:
  seen_switches() : outer_(observe_switches(this)) {}
  ~seen_switches() { observe_switches(outer_); }
  seen_switches(const seen_switches&) = delete;
  seen_switches& operator=(const seen_switches&) = delete;

  void switched(context* from, context* to) noexcept override {
    all.push_back(std::string(name_of(from)) + " > " + std::string(name_of(to)));
  }
  words all;

 private:
  switch_observer* outer_;
};

// Log lines, as "TEXT: CONTEXT".
class seen_lines final : public log_sink {
 public:
  seen_lines() : outer_(install_log_sink(this)) {}
  ~seen_lines() { install_log_sink(outer_); }
  seen_lines(const seen_lines&) = delete;
  seen_lines& operator=(const seen_lines&) = delete;

  void line(const context* charged, std::string_view text) override {
    all.push_back(std::string(text) + ": " + std::string(name_of(charged)));
  }
  words all;

 private:
  log_sink* outer_;
};

// Failures that nobody handled, by their reasons.
class seen_failures final : public unhandled_failure_sink {
 public:
  seen_failures() : outer_(install_unhandled_failure_sink(this)) {}
  ~seen_failures() { install_unhandled_failure_sink(outer_); }
  seen_failures(const seen_failures&) = delete;
  seen_failures& operator=(const seen_failures&) = delete;

  void unhandled(const failure& why) noexcept override { all.push_back(why.reason()); }
  words all;

 private:
  unhandled_failure_sink* outer_;
};

// Words, in the order said.
struct story {
  words all;

  void say(std::string word) { all.push_back(std::move(word)); }
  // A callback that says the word with what it is fed, "ok" or the reason of a failure, and hands
  // it on.
  auto hear(std::string word) {
    return [this, word](const result& fed) -> result {
      if (fed.failed()) {
        say(word + " " + fed.error().reason());
        return result(fed.error());
      }
      say(word + " ok");
      return {};
    };
  }
};

}  // namespace ctxlab
