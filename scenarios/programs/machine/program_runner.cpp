#include "scenarios/programs/machine/program_runner.hpp"

#include "scenarios/programs/machine/machine.hpp"
#include "schemes/all.hpp"

namespace ctxlab::programs {
namespace {

template <class S>
class player_of final : public player {
 public:
  void play(const program& it, const run_bounds& within, trace& into) override { machine_.run(it, within, into); }

 private:
  machine<S> machine_;
};

std::vector<playable_scheme> make_list() {
  std::vector<playable_scheme> list;
  all_schemes::for_each([&]<class S>() {
    list.push_back({S::name, in_format<S>, S::warns,
                    []() -> std::unique_ptr<player> { return std::make_unique<player_of<S>>(); }});
  });
  return list;
}

}  // namespace

std::span<const playable_scheme> playable_schemes() {
  static const std::vector<playable_scheme> list = make_list();
  return list;
}

}  // namespace ctxlab::programs
