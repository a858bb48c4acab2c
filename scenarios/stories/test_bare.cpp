// What is judged is what is timed: where nobody listens, as on a user's server, the schemes take their fast paths, and
// every story's lines and turns are as they are under all the observers of a recorded run.
#include <algorithm>

#include "scenarios/suite/runner.hpp"
#include "schemes/runtime/testing/catch.hpp"

using namespace ctxlab::scenarios;

namespace {

// The events that both runs hear of.
std::vector<event> heard(const observation& in) {
  std::vector<event> all = in.trace;
  std::erase_if(all, [](const event& each) {
    return each[0] == field("switch") || each[0] == field("warn") || each[0] == field("usage");
  });
  return all;
}

}  // namespace

TEST_CASE("every story that does not collect gives the same lines and turns where nobody listens") {
  int compared = 0, collecting = 0;
  for (const scenario& each : all_scenarios()) {
    for (std::size_t scheme = 0; scheme != ctxlab::scheme_cards().size(); ++scheme) {
      const observation listened = run(each, scheme);
      if (!listened.unsupported.empty()) continue;
      const observation bare = run(each, scheme, {.bare = true});
      if (!bare.unsupported.empty()) {
        ++collecting;
        continue;
      }
      INFO(each.name << " under " << ctxlab::scheme_cards()[scheme].name);
      CHECK(heard(bare) == heard(listened));
      ++compared;
    }
  }
  CHECK(compared > 10 * collecting);
  CHECK(compared > 600);
}
