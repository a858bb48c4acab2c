// The recorded programs once more, as a user's server would run them: with no observer, probe, accounting or collector,
// under which everything takes the slow path. What the schemes do then is what is timed, and must be what is recorded.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "scenarios/programs/format/entries.hpp"
#include "scenarios/programs/machine/program_runner.hpp"
#include "scenarios/programs/machine/rings_stay.hpp"
#include "schemes/runtime/context/switch.hpp"
#include "schemes/runtime/deferred/unhandled.hpp"
#include "schemes/runtime/testing/catch.hpp"

namespace ctxlab::programs {
namespace {

nlohmann::json what_is_heard(const nlohmann::json& events) {
  nlohmann::json heard = nlohmann::json::array();
  for (const auto& each : events)
    if (each[0] == "log" || each[0] == "turn" || each[0] == "end") heard.push_back(each);
  return heard;
}

bool collects(const program& it) {
  return std::any_of(it.functions.begin(), it.functions.end(), [](const function& each) {
    return std::any_of(each.code.begin(), each.code.end(),
                       [](const instruction& what) { return what.operation == op::collect; });
  });
}

struct compared {
  std::size_t traces = 0, with_orphans = 0;
};

// Compares what the file's programs do, but those that collect, and runs with orphans: these live, in a record, until
// they are collected.
compared compare(const std::string& file) {
  compared count;
  std::vector<std::string> complaints;
  read_entries(
      "scenarios/programs/conformance/" + file,
      [&](entry&& which) {
        if (collects(which.compiled)) return;
        for (std::size_t i = 0; i != scheme_cards().size(); ++i) {
          const std::string scheme(scheme_cards()[i].name);
          if (!which.traces.contains(scheme)) continue;
          [[maybe_unused]] const rings_stay unseen;
          trace done;
          if (make_program_runner(i)->run_bare(which.compiled, {}, done)) {
            ++count.with_orphans;
            continue;
          }
          INFO(file << ": " << which.id << " under " << scheme);
          CHECK(what_is_heard(to_json(done, which.compiled)).dump() == what_is_heard(which.traces[scheme]).dump());
          ++count.traces;
        }
      },
      [&](const std::string& line) { complaints.push_back(line); });
  CHECK(complaints.empty());
  CHECK(current_context() == nullptr);
  return count;
}

}  // namespace

TEST_CASE("recorded programs do with nobody listening what was recorded") {
  compared all;
  for (const char* file :
       {"handmade.jsonl", "probes.jsonl", "field.jsonl", "rare.jsonl", "random-core.jsonl", "random-callbacks.jsonl",
        "random-errors.jsonl", "random-cancel.jsonl", "random-usage.jsonl", "random-gc.jsonl"}) {
    const compared it = compare(file);
    all.traces += it.traces;
    all.with_orphans += it.with_orphans;
  }
  CHECK(all.traces > 4 * all.with_orphans);
  UNSCOPED_INFO(all.traces << " compared, " << all.with_orphans << " with orphans");
}

}  // namespace ctxlab::programs
