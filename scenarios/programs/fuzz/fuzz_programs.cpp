// Anything at all is read as a program and, if it is one, judged by every scheme's rules and run under it: it must
// neither crash, nor hang, nor keep what it used. With libFuzzer; the seeds are in ../corpus.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "scenarios/programs/format/entries.hpp"
#include "scenarios/programs/lint/lint.hpp"
#include "scenarios/programs/machine/program_runner.hpp"
#include "scenarios/programs/view/pseudo_code.hpp"
#include "scenarios/programs/view/timeline.hpp"
#include "schemes/runtime/context/scope.hpp"
#include "schemes/runtime/deferred/deferred.hpp"

namespace ctxlab::programs {
namespace {

// Short, so that a second makes many runs.
constexpr run_bounds tight{.turns = 300, .events = 1'000, .steps = 3'000, .alive = 500, .name_bytes = 10'000};

void run(const entry& it) {
  static const auto runners = [] {
    std::vector<std::unique_ptr<program_runner>> all;
    for (std::size_t i = 0; i != scheme_cards().size(); ++i) all.push_back(make_program_runner(i));
    return all;
  }();
  pseudo_code(it.text);
  for (const scheme_card& each : scheme_cards())
    if (each.rules) lint(it.text, *each.rules);
  trace done;
  for (const auto& each : runners) {
    each->run(it.compiled, tight, done);
    to_json(done, it.compiled).dump();
    timeline("", done, it.compiled);
    if (current_context() || deferred::alive() || context::alive()) std::abort();
  }
}

}  // namespace
}  // namespace ctxlab::programs

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ctxlab::programs;
  try {
    run(read_entry({reinterpret_cast<const char*>(data), size}, "input", 1, true));
  } catch (const bad_text&) {
  }
  return 0;
}
