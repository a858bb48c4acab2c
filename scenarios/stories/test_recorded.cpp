// Stories that tell the same situation as a recorded program of conformance/handmade.jsonl must give its trace, event
// for event: those traces were recorded from another implementation.
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "scenarios/suite/run_record.hpp"
#include "schemes/runtime/testing/catch.hpp"

using namespace ctxlab::scenarios;

namespace {

struct same_situation {
  const char* scenario;
  const char* program;
  std::set<std::string> schemes;       // where the story is that of the program; elsewhere a request is told otherwise
  std::set<std::string> but_for = {};  // texts of lines that only one of the two has
  std::map<std::string, std::string> renamed = {};  // the program's names of contexts
  bool texts = true;                                // lines have the same texts
  bool owners = true;                               // and the same owners
};

const std::string rules = "clear-on-incomplete", alternative = "preserve-caller";

// A program's `with` around an await is the rules' idiom and the alternative's mistake; the stories say `request`
// where they are not about that, and so agree with the recorded trace of the rules alone.
const std::vector<same_situation> situations = {
    {"linear/without-deferreds", "without-deferreds", {rules, alternative}},
    {"linear/without-deferreds-by-hand", "without-deferreds", {rules, alternative}},
    {"linear/complete", "linear-complete-deferred", {rules, alternative}},
    {"linear/incomplete", "idiomatic-linear", {rules, alternative}},
    {"linear/two-interleaved", "idiomatic-two-requests", {rules, alternative}},
    {"linear/own-caller-context", "idiomatic-nested-requests", {rules, alternative}, {}, {}},
    {"linear/forgotten-await", "linear-forgotten-await", {rules}},
    {"linear/wrapper", "linear-wrapper-returns-deferred", {rules}},
    {"linear/raw-sleep", "new-deferred-not-adopted", {rules}},
    {"linear/wrapped-sleep", "new-deferred-adopted", {rules}},
    {"linear/preserved-sleep", "new-deferred-preserved", {rules}},
    {"linear/scope-held", "alternative-await-inside-with", {rules, alternative}},
    {"linear/leave-then-wait-callback", "alternative-leave-then-wait", {rules, alternative}, {}, {}, true, false},
    {"linear/alternative-sequence", "alternative-sequence", {rules, alternative}},
    {"linear/exception-two-contexts", "failure-without-suspension", {rules, alternative}, {"about to fail"}},
    {"linear/exception-after-suspension", "restore-after-failure", {rules}, {"about to fail"}},
    {"linear/cpu-nested", "nested-context-usage", {rules}},
    {"linear/cpu-forgotten-await", "usage-leak-charges-the-wrong-request", {rules}},
    {"fire-and-forget/naive", "fire-and-forget-naive", {rules}, {"after"}},
    {"fire-and-forget/preserved", "fire-and-forget-preserved", {rules}, {"after"}},
    {"fire-and-forget/run-in-background", "idiomatic-fire-and-forget", {rules, alternative}},
    {"fire-and-forget/raises-at-once-caught", "background-raises-at-once", {rules}, {"after"}, {{"foo", "r1"}}, false},
    {"fire-and-forget/completes-at-once", "background-non-blocking", {rules}, {}, {{"foo", "r1"}}, false},
    {"fire-and-forget/chained-deferred", "background-chained-deferred", {rules}, {}, {{"foo", "r1"}}, false},
    {"gather/naive", "gather-naive", {rules}, {"after"}},
    {"gather/preserved", "gather-preserved", {rules}, {"after"}},
    {"gather/in-background", "gather-run-in-background", {rules}, {"after"}},
    {"gather/in-background-yieldable", "idiomatic-gather", {rules, alternative}},
    {"gather/one-fails", "gather-one-fails", {rules}, {"after"}},
    {"collected/later-scope-held", "gc-listener-queue", {rules, alternative}},
    {"collected/fired-instead", "gc-listener-queue-fired-instead", {rules, alternative}, {"collected"}},
    {"collected/later-no-scope", "gc-listener-queue-adopted", {rules, alternative}},
    {"collected/own-context", "gc-own-context-in-orphan", {rules, alternative}},
    {"collected/while-another-runs", "gc-while-another-request-runs", {rules}},
    {"collected/own-cycle-later", "gc-variable-keeps-the-cycle", {rules, alternative}},
    {"callbacks/fired-in-context-naive", "callback-in-current-context-naive", {rules}, {}, {{"competing", "waiter"}}},
    {"callbacks/fired-in-context-awaited", "callback-awaited", {rules}, {}, {{"competing", "waiter"}}},
    {"callbacks/fired-in-context-preserved", "callback-preserved", {rules}, {}, {{"competing", "waiter"}}},
    {"callbacks/errback-naive", "errback-runs-in-failing-context", {rules}},
    {"callbacks/cancel-naive", "cancel-runs-the-errback-here", {rules}},
    {"callbacks/cancel-waiter-naive", "cancel-a-waiting-coroutine", {rules}},
};

std::map<std::string, json> read_programs() {
  const std::filesystem::path scenarios_folder = std::filesystem::path(__FILE__).parent_path().parent_path();
  std::ifstream in(scenarios_folder / "programs/conformance/handmade.jsonl");
  REQUIRE(in);
  std::map<std::string, json> all;
  for (std::string line; std::getline(in, line);) {
    json program = json::parse(line);
    std::string id = program["id"];
    all[std::move(id)] = std::move(program);
  }
  return all;
}

// The events that both kinds of trace have, as text.
std::vector<std::string> comparable(const json& trace, const same_situation& of, bool recorded) {
  const std::set<std::string> compared = {"log", "turn", "end", "warn", "usage"};
  std::vector<std::string> all;
  for (json each : trace) {
    const std::string kind = each[0];
    if (!compared.contains(kind)) continue;
    if (kind == "log") {
      if (of.but_for.contains(each[1])) continue;
      if (!of.texts) each[1] = "";
      if (!of.owners) each.erase(3);
    }
    // A run records only contexts that were charged.
    if (kind == "usage" && each[2] == 0 && each[3] == 0 && each[6] == 0) continue;
    if (recorded)
      for (json& word : each)
        if (const auto found = of.renamed.find(word.is_string() ? word.get<std::string>() : "");
            found != of.renamed.end())
          word = found->second;
    all.push_back(each.dump());
  }
  return all;
}

std::size_t index_of(const std::string& name) {
  const auto& all = all_scenarios();
  for (std::size_t i = 0; i != all.size(); ++i)
    if (all[i].name == name) return i;
  FAIL("no scenario is called " << name);
  return 0;
}

}  // namespace

TEST_CASE("stories give the traces that were recorded of the same programs") {
  const std::map<std::string, json> programs = read_programs();
  for (const same_situation& each : situations) {
    for (std::size_t scheme = 0; scheme != ctxlab::scheme_cards().size(); ++scheme) {
      const std::string name(ctxlab::scheme_cards()[scheme].name);
      if (!each.schemes.contains(name)) continue;
      INFO(each.scenario << " and " << each.program << " under " << name);
      const observation observed = run(all_scenarios()[index_of(each.scenario)], scheme, {.alone = true});
      const json& recorded = programs.at(each.program)["traces"][name];
      CHECK(comparable(to_json(observed)["trace"], each, false) == comparable(recorded, each, true));
    }
  }
}
