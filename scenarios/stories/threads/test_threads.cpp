// Stories on threads, what each document says of them, and real time.
#include <algorithm>

#include "scenarios/suite/testing.hpp"
#include "schemes/runtime/testing/catch.hpp"

using namespace ctxlab::scenarios;

namespace {

// The texts of the lines that a foreign logger wrote, with whom they are charged to.
std::vector<std::string> foreign_lines(const observation& in) {
  std::vector<std::string> all;
  for (const event& each : in.trace)
    if (each[0] == field("log") && std::get<std::string>(each[1]).find(" | ") != std::string::npos)
      all.push_back(std::get<std::string>(each[2]) + ": " + std::get<std::string>(each[1]));
  return all;
}

}  // namespace

// A thread-local is each thread's own: nobody set it on the pool's. What is carried in the handle is on any thread.
TEST_CASE("without help, a line on a pool's thread is lost under a thread-local and not as an argument", "[threads]") {
  for (const char* role : {"rules", "alternative", "language"})
    CHECK(observe_one("threads/hop-many", role).count(verdict::lost) == 16);
  CHECK(observe_one("threads/hop-many", "thread-local").count(verdict::lost) > 16);
  for (const char* role : {"argument", "services"}) CHECK(observe_one("threads/hop-many", role).wrong_lines() == 0);
  CHECK(observe_one("threads/hop-many", "argument").notes.at("carriers") == 2);
}

TEST_CASE("each fault on a thread is heard of once, and the next request is untouched", "[threads]") {
  for (const auto& [name, note] :
       {std::pair{"executor-refuses", "refused"}, std::pair{"pool-shut-down-with-work-queued", "dropped"},
        std::pair{"throws-on-a-foreign-thread", "thrown"}}) {
    for (const char* role : {"rules", "alternative", "language", "argument", "services"}) {
      INFO(name << " as " << role);
      const observation it = observe_one(std::string("threads/") + name, role);
      CHECK(it.notes == std::map<std::string, std::int64_t>{{note, 1}});
      CHECK(it.wrong_lines() == 0);
      CHECK(it.unhandled == 0);
      CHECK(it.contexts_alive + it.deferreds_alive + it.coroutines_alive == 0);
    }
  }
}

TEST_CASE("what is deferred to the reactor's own thread is right wherever a context follows a wait", "[threads]") {
  for (const char* role : {"rules", "alternative", "language", "argument", "services"}) {
    INFO(role);
    const observation it = observe_one("threads/deferred-to-the-reactors-thread", role);
    CHECK(it.wrong_lines() == 0);
    CHECK(it.turns.leaked == 0);
    CHECK(it.contexts_alive + it.deferreds_alive + it.coroutines_alive == 0);
  }
}

TEST_CASE("from no context a thread works too, and says that the figures are lost", "[threads]") {
  const observation it = observe_one("threads/from-no-context", "rules");
  CHECK(it.warnings.at("figures-lost") == 1);
  CHECK(it.wrong_lines() == 0);
}

// The lines that context_in_scala prints, its facts in the order of their keys.
TEST_CASE("the two services' lines are those of the document", "[threads]") {
  CHECK(foreign_lines(observe_one("services/without-inner-service", "services")) ==
        std::vector<std::string>{
            "op1: Result of someOperationWithoutServiceA: '1' | operationId=op1 ServiceB.withContext=true",
            "sentinel: afterwards | no context"});
  CHECK(foreign_lines(observe_one("services/with-inner-service", "services")).front() ==
        "op1: someOperationWithServiceA completed | operationId=op1 ServiceA.step1=1 ServiceA.step2=7 "
        "ServiceA.step3=4 ServiceA.withContext=true ServiceB.res=even ServiceB.withContext=true");
  CHECK(
      foreign_lines(observe_one("services/foreign-object-on-wrapped-executor", "services")) ==
      std::vector<std::string>{"op1: external res 1 | operationId=op1", "sentinel: the pool's next work | no context"});
}

// The order and the times of turns are the same in both, since a late call's turn is made at the time it was due; only
// posts from threads are early or late there.
TEST_CASE("in real time a story is observed to be what it is in virtual time", "[threads]") {
  for (const scenario& each : all_scenarios()) {
    const bool threaded = std::find(each.needs.begin(), each.needs.end(), ctxlab::feature::threads) != each.needs.end();
    for (std::size_t scheme = 0; scheme != ctxlab::scheme_cards().size(); ++scheme) {
      INFO(each.name << " under " << ctxlab::scheme_cards()[scheme].name);
      const observation here = run(each, scheme), there = run(each, scheme, {.real_time = true});
      if (!threaded) CHECK(here.trace == there.trace);
      CHECK(here.lines == there.lines);
      CHECK(here.warnings == there.warnings);
      CHECK(here.notes == there.notes);
      CHECK(here.unhandled == there.unhandled);
      CHECK(here.unsupported == there.unsupported);
      CHECK(here.contexts_alive == there.contexts_alive);
      CHECK(here.deferreds_alive == there.deferreds_alive);
      CHECK(here.coroutines_alive == there.coroutines_alive);
    }
  }
}
