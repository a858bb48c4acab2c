// Stories over foreign code: what goes wrong plainly, what a wrapping mends, and what no wrapping can. With threads.
#include "scenarios/suite/testing.hpp"

using namespace ctxlab::scenarios;

TEST_CASE("foreign code that is wrapped leaves every line right, and nothing behind", "[threads]") {
  for (const scenario& each : all_scenarios()) {
    if (each.family != "foreign" || each.kind != variant::remedy) continue;
    for (const std::string_view role : followers) {
      INFO(each.name << " as " << role);
      const observation it = observe_one(each.name, role);
      CHECK(it.count(verdict::right) > 20);
      CHECK(wrong(it) == words());
      CHECK(it.turns.leaked == 0);
      // The alternative says so each time it enters a request's context again that is over, in every story.
      for (const auto& [kind, times] : it.warnings) CHECK((kind == "restart-finished" && role == alternative));
      CHECK(it.unhandled == 0);
      CHECK(alive(it) == 0);
    }
  }
}

TEST_CASE("a line on a foreign thread is lost under a thread-local, and right as an argument", "[threads]") {
  for (const char* name : {"foreign/completion-raw", "foreign/thread-timer-raw"}) {
    for (const char* role : {"rules", "alternative", "language"}) {
      const observation it = observe_one(name, role);
      CHECK(it.count(verdict::lost) == 1);
      CHECK(it.wrong_lines() == 1);
    }
    // The client's first line, which is on the request's thread, is nobody's there: it was given no context.
    CHECK(observe_one(name, "argument").count(verdict::lost) == 1);
    CHECK(observe_one(name, "argument").wrong_lines() == 1);
  }
}

TEST_CASE("what foreign code logs on its own thread, before it calls back, no wrapping can attribute", "[threads]") {
  for (const std::string_view role : followers)
    CHECK(wrong(observe_one("foreign/client-logs-on-its-own-thread", role)) == words{"is answered: sentinel for r1"});
}

TEST_CASE("the logger's flag finds the context of foreign lines where a scheme shows it", "[threads]") {
  for (const char* role : {"rules", "alternative", "language"})
    CHECK(wrong(observe_one("foreign/logs-by-itself", role)) == words());
  // What sets no thread-local shows nothing to code that is given nothing: four lines.
  for (const char* role : {"argument", "services"}) {
    CHECK(observe_one("foreign/logs-by-itself", role).count(verdict::lost) == 4);
    CHECK(observe_one("foreign/logs-by-itself", role).wrong_lines() == 4);
  }
  CHECK(wrong(observe_one("foreign/logs-by-itself-shown", "services")) == words());
  CHECK(observe_one("foreign/logs-by-itself-shown", "argument").unsupported ==
        "code that is not given the context sees none");
}

TEST_CASE("each fault of a foreign client is heard of once, and the next request is untouched", "[threads]") {
  for (const auto& [name, note] :
       {std::pair{"client-refuses", "refused"}, std::pair{"client-closed-with-work-queued", "dropped"},
        std::pair{"callback-throws-wrapped", "thrown"}}) {
    for (const std::string_view role : followers) {
      INFO(name << " as " << role);
      const observation it = observe_one(std::string("foreign/") + name, role);
      CHECK(it.notes == std::map<std::string, std::int64_t>{{note, 1}});
      CHECK(it.wrong_lines() == 0);
      CHECK(it.unhandled == 0);
      CHECK(alive(it) == 0);
    }
  }
}

TEST_CASE("what a callback throws into foreign code, only that code's log tells, and its request waits for ever",
          "[threads]") {
  const observation it = observe_one("foreign/callback-throws-raw", "rules");
  CHECK(wrong(it) == words{"its callback failed: no such answer: sentinel for r1"});
  CHECK(it.unhandled == 0);
  CHECK(it.coroutines_alive > 0);
}

TEST_CASE("stories over foreign threads are the same each time, and in real time but for the times", "[threads]") {
  for (const scenario& each : all_scenarios()) {
    if (each.family != "foreign") continue;
    for (std::size_t scheme = 0; scheme != ctxlab::scheme_cards().size(); ++scheme) {
      INFO(each.name << " under " << ctxlab::scheme_cards()[scheme].name);
      const observation first = run(each, scheme);
      for (int again = 0; again != 3; ++again) CHECK(run(each, scheme).trace == first.trace);
      const observation real = run(each, scheme, {.real_time = true});
      CHECK(real.lines == first.lines);
      CHECK(real.warnings == first.warnings);
      CHECK(real.notes == first.notes);
      CHECK(real.unhandled == first.unhandled);
    }
  }
}
