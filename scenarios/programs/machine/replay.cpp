#include "scenarios/programs/machine/replay.hpp"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "scenarios/programs/format/entries.hpp"
#include "scenarios/programs/format/nearest.hpp"

namespace ctxlab::programs {

using nlohmann::json;

namespace {

std::vector<std::unique_ptr<program_runner>> make_runners(const replay_wish& wish) {
  std::vector<std::unique_ptr<program_runner>> runners;
  for (const std::size_t each : wish.schemes) runners.push_back(make_program_runner(each));
  return runners;
}

std::string stopped_complaint(const entry& which, std::string_view scheme, const trace& it, const run_bounds& within) {
  return fmt::format("{}:{}: {} under {} was stopped: {}", which.file == "-" ? "standard input" : which.file,
                     which.line, in_quotes(which.id), scheme, too_much(it.stopped, within));
}

std::string dumped(const json& it) {
  return it.is_null() ? "" : it.dump(-1, ' ', false, json::error_handler_t::replace);
}

void print_difference(const entry& which, std::string_view scheme, const json& ours, const json& recorded,
                      std::ostream& out) {
  constexpr std::size_t around = 4;
  constexpr std::size_t widest = 60;
  const std::size_t length = std::max(ours.size(), recorded.size());
  const auto at = [](const json& events, std::size_t i) { return i < events.size() ? events[i] : json(); };
  std::size_t first = 0;
  while (first != length && at(ours, first) == at(recorded, first)) ++first;
  const std::size_t begin = first > around ? first - around : 0;
  const std::size_t end = std::min(length, first + around + 1);
  std::size_t width = 4;
  for (std::size_t i = begin; i != end; ++i) width = std::max(width, std::min(widest, dumped(at(ours, i)).size()));
  out << fmt::format("{}:{}: {} under {}: event {} differs\n", which.file, which.line, in_quotes(which.id), scheme,
                     first);
  out << fmt::format("  {:>6}  {:<{}}  recorded\n", "event", "ours", width);
  for (std::size_t i = begin; i != end; ++i) {
    const bool same = at(ours, i) == at(recorded, i);
    out << fmt::format("{} {:>6}  {:<{}}  {}\n", same ? ' ' : '!', i, dumped(at(ours, i)), width,
                       dumped(at(recorded, i)));
  }
}

program_score score_of(const entry& which, std::string_view scheme, const trace& it) {
  program_score score{which.file, which.id, scheme};
  for (std::size_t i = 0; i != it.events.size(); ++i) score.harmless += is_harmless(i, it);
  for (const event& each : it.events) {
    score.wrong_lines += is_wrong_line(each);
    score.leaked_turns += each.kind == event_kind::turn && each.b != sentinel_name;
    score.warnings += each.kind == event_kind::warn;
  }
  return score;
}

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

}  // namespace

std::size_t print_traces(const replay_wish& wish, std::ostream& out, std::ostream& complaints) {
  std::size_t count = 0;
  const auto complain = [&](const std::string& line) {
    complaints << line << '\n';
    ++count;
  };
  const auto runners = make_runners(wish);
  trace done;
  for (const std::string& file : wish.files) {
    read_entries(
        file,
        [&](entry&& which) {
          for (std::size_t i = 0; i != runners.size(); ++i) {
            runners[i]->run(which.compiled, wish.within, done);
            nlohmann::ordered_json line{{"id", which.id},
                                        {"scheme", scheme_cards()[wish.schemes[i]].name},
                                        {"trace", to_json(done, which.compiled)}};
            if (done.stopped != bound::none) {
              line["stopped"] = name_of(done.stopped);
              complain(stopped_complaint(which, scheme_cards()[wish.schemes[i]].name, done, wish.within));
            }
            out << line.dump() << '\n';
          }
        },
        complain);
  }
  return count;
}

bool file_score::well() const {
  std::size_t agreements = 0, differences = 0;
  for (const of_scheme& each : schemes) {
    agreements += each.agreed;
    differences += each.differed;
  }
  return agreements && !differences && !unusable;
}

std::vector<file_score> check_traces(const replay_wish& wish, std::ostream& out, std::ostream& complaints,
                                     std::vector<program_score>* each) {
  std::vector<file_score> scores;
  const auto runners = make_runners(wish);
  trace done;
  for (const std::string& file : wish.files) {
    file_score& score = scores.emplace_back();
    score.file = file;
    for (const std::size_t scheme : wish.schemes) score.schemes.push_back({scheme_cards()[scheme].name});
    const auto complain = [&](const std::string& line) {
      complaints << line << '\n';
      ++score.unusable;
    };
    read_entries(
        file,
        [&](entry&& which) {
          ++score.programs;
          for (std::size_t i = 0; i != runners.size(); ++i) {
            const std::string_view scheme = scheme_cards()[wish.schemes[i]].name;
            runners[i]->run(which.compiled, wish.within, done);
            if (done.stopped != bound::none) {
              complain(stopped_complaint(which, scheme, done, wish.within));
            } else if (!which.traces.is_object() || !which.traces.contains(scheme)) {
              complain(fmt::format("{}:{}: /traces: no trace recorded under {}; expected one to compare with",
                                   which.file, which.line, scheme));
            } else if (const json ours = to_json(done, which.compiled); ours != which.traces[std::string(scheme)]) {
              ++score.schemes[i].differed;
              print_difference(which, scheme, ours, which.traces[std::string(scheme)], out);
            } else {
              ++score.schemes[i].agreed;
            }
            if (each) each->push_back(score_of(which, scheme, done));
          }
        },
        complain);
    if (!score.programs && !score.unusable) complain(file + ": no program in it; expected at least one to compare");
  }
  return scores;
}

void print_scores(const std::vector<file_score>& scores, std::ostream& out) {
  std::size_t agreed = 0, differed = 0, unusable = 0;
  for (const file_score& file : scores) {
    out << fmt::format("{}: {} program{}\n", file.file, file.programs, file.programs == 1 ? "" : "s");
    for (const auto& each : file.schemes) {
      out << fmt::format("  {:<24}{:>6} agree{:>6} differ\n", each.scheme, each.agreed, each.differed);
      agreed += each.agreed;
      differed += each.differed;
    }
    unusable += file.unusable;
  }
  out << fmt::format("{} traces agree, {} differ", agreed, differed);
  if (unusable) out << fmt::format(", {} could not be compared", unusable);
  out << '\n';
}

std::vector<speed> time_programs(const replay_wish& wish, double seconds, std::ostream& complaints) {
  std::vector<speed> measured;
  const auto runners = make_runners(wish);
  trace done;
  for (const std::string& file : wish.files) {
    std::vector<entry> entries;
    const auto complain = [&](const std::string& line) { complaints << line << '\n'; };
    read_entries(
        file,
        [&](entry&& which) {
          for (std::size_t i = 0; i != runners.size(); ++i) {
            runners[i]->run(which.compiled, wish.within, done);
            if (done.stopped == bound::none) continue;
            return complain(stopped_complaint(which, scheme_cards()[wish.schemes[i]].name, done, wish.within));
          }
          entries.push_back(std::move(which));
        },
        complain);
    for (std::size_t i = 0; i != runners.size() && !entries.empty(); ++i) {
      std::size_t executions = 0;
      const double start = thread_seconds();
      double spent = 0;
      do {
        for (const entry& each : entries) runners[i]->run(each.compiled, wish.within, done);
        executions += entries.size();
        spent = thread_seconds() - start;
      } while (spent < seconds);
      measured.push_back(
          {file, scheme_cards()[wish.schemes[i]].name, entries.size(), static_cast<double>(executions) / spent});
    }
  }
  return measured;
}

}  // namespace ctxlab::programs
