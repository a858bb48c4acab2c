#include "scenarios/programs/machine/program_runner.hpp"

#include <vector>

#include "scenarios/programs/machine/machine.hpp"
#include "schemes/all.hpp"

namespace ctxlab::programs {
namespace {

template <class S>
class runner_of final : public program_runner {
 public:
  void run(const program& compiled, const run_bounds& within, trace& done) override {
    machine_.run(compiled, within, done);
  }

  bool run_bare(const program& compiled, const run_bounds& within, trace& done) override {
    return machine_.run_bare(compiled, within, done);
  }

 private:
  machine<S> machine_{+[]() -> context* { return const_cast<context*>(S{}.current()); }};
};

}  // namespace

std::unique_ptr<program_runner> make_program_runner(std::size_t index) {
  using make = std::unique_ptr<program_runner> (*)();
  static const std::vector<make> makers = [] {
    std::vector<make> list;
    all_schemes::for_each([&]<class S>() {
      list.push_back([]() -> std::unique_ptr<program_runner> { return std::make_unique<runner_of<S>>(); });
    });
    return list;
  }();
  return makers.at(index)();
}

}  // namespace ctxlab::programs
