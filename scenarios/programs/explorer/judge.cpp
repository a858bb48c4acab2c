#include "scenarios/programs/explorer/judge.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "scenarios/programs/explorer/fingerprint.hpp"

namespace ctxlab::programs {
namespace {

verdict verdict_of(const trace& done, name lines_from) {
  verdict it;
  it.order = fingerprint_start;
  for (const event& each : done.events) {
    switch (each.kind) {
      case event_kind::log: {
        const std::uint64_t line = each.a - lines_from;
        ++it.lines;
        it.order = fingerprint_with(it.order, (it.turns << 32) + line);
        it.turn_of[line] = static_cast<std::uint8_t>(it.turns);
        if (!is_wrong_line(each)) break;
        if (!it.wrong) {
          it.warned_in_time = it.warned;
          it.first_wrong_turn = it.turn_of[line];
        }
        it.wrong |= std::uint64_t{1} << line;
        break;
      }
      case event_kind::turn:
        it.ends_leaked = each.b != sentinel_name;
        if (it.ends_leaked) it.leaked |= std::uint64_t{1} << it.turns;
        ++it.turns;
        break;
      case event_kind::warn: it.warned = true; break;
      default: break;
    }
  }
  return it;
}

}  // namespace

std::size_t judge::scheme(std::size_t which) {
  static constexpr std::array<std::string_view, compared + 1> roles{"rules", "alternative", "language"};
  const auto& cards = scheme_cards();
  for (std::size_t i = 0; i != cards.size(); ++i)
    if (cards[i].role == roles[which]) return i;
  throw std::logic_error(fmt::format("no scheme plays the role {}", roles[which]));
}

const discipline& judge::rules(std::size_t which) {
  static const std::array all = [] {
    std::array<const discipline*, compared> found{};
    for (std::size_t i = 0; i != compared; ++i)
      if (!(found[i] = scheme_cards()[scheme(i)].rules))
        throw std::logic_error(fmt::format("the scheme {} has no discipline", name(i)));
    return found;
  }();
  return *all[which];
}

std::array<bool, judge::compared> judge::obeyed(const std::vector<term>& requests) {
  return {obeys(rules(0), requests), obeys(rules(1), requests)};
}

judge::judge() {
  for (std::size_t i = 0; i != compared + 1; ++i) runners_.push_back(make_program_runner(scheme(i)));
}

judge::verdicts_by_scheme judge::of(const fragment_program& judged) {
  verdicts_by_scheme seen;
  for (std::size_t i = 0; i != seen.size(); ++i) {
    runners_[i]->run(judged.compiled, {}, done_);
    seen[i] = verdict_of(done_, judged.lines_from);
  }
  return seen;
}

}  // namespace ctxlab::programs
