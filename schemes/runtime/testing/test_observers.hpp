// What tests of the runtime and of schemes watch with: each installs itself on this thread for its life, and
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
class observed_warnings final : public probe {
 public:
  observed_warnings() : outer_(install_probe(this)) {}
  ~observed_warnings() { install_probe(outer_); }
  observed_warnings(const observed_warnings&) = delete;
  observed_warnings& operator=(const observed_warnings&) = delete;

  void warned(warning kind, const context* expected, const context* found) noexcept override {
    std::string what(name_of(kind));
    if (kind != warning::not_maintained) (what += ' ') += name_of(expected);
    if (kind == warning::found) (what += ' ') += name_of(found);
    texts.push_back(std::move(what));
  }
  words texts;

 private:
  probe* outer_;
};

// Changes of the current context, as "A > B".
class observed_switches final : public switch_observer {
 public:
  observed_switches() : outer_(observe_switches(this)) {}
  ~observed_switches() { observe_switches(outer_); }
  observed_switches(const observed_switches&) = delete;
  observed_switches& operator=(const observed_switches&) = delete;

  void switched(context* from, context* to) noexcept override {
    texts.push_back(std::string(name_of(from)) + " > " + std::string(name_of(to)));
  }
  words texts;

 private:
  switch_observer* outer_;
};

// Log lines, as "TEXT: CONTEXT".
class observed_lines final : public log_sink {
 public:
  observed_lines() : outer_(install_log_sink(this)) {}
  ~observed_lines() { install_log_sink(outer_); }
  observed_lines(const observed_lines&) = delete;
  observed_lines& operator=(const observed_lines&) = delete;

  void line(const context* charged, std::string_view text) override {
    texts.push_back(std::string(text) + ": " + std::string(name_of(charged)));
  }
  words texts;

 private:
  log_sink* outer_;
};

// Failures that nobody handled, by their reasons.
class observed_failures final : public unhandled_failure_sink {
 public:
  observed_failures() : outer_(install_unhandled_failure_sink(this)) {}
  ~observed_failures() { install_unhandled_failure_sink(outer_); }
  observed_failures(const observed_failures&) = delete;
  observed_failures& operator=(const observed_failures&) = delete;

  void unhandled(const failure& why) noexcept override { texts.push_back(why.reason()); }
  words texts;

 private:
  unhandled_failure_sink* outer_;
};

// Words, in the order said.
struct story {
  words texts;

  void say(std::string word) { texts.push_back(std::move(word)); }
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
