#include "scenarios/command_line/exploration_options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <optional>
#include <thread>

#include "scenarios/command_line/commands.hpp"
#include "scenarios/programs/format/nearest.hpp"

namespace ctxlab::commands {
namespace {

using namespace programs;

const alphabet& alphabet_named(const std::string& name) {
  std::vector<std::string_view> known;
  for (const alphabet& each : alphabets) {
    if (each.name == name) return each;
    known.push_back(each.name);
  }
  throw unusable("no alphabet is named " + in_quotes(name) + "; expected " + alternatives(known) +
                 did_you_mean(name, known));
}

setting setting_named(const std::string& name) {
  static constexpr std::array<std::string_view, 2> known{"bare", "served"};
  if (name != known[0] && name != known[1])
    throw unusable("no setting is named " + in_quotes(name) + "; expected bare or served" + did_you_mean(name, known));
  return name == known[0] ? setting::bare : setting::served;
}

// "N" or "A-B".
template <class Number>
std::optional<std::pair<Number, Number>> range_in(const std::string& text) {
  Number from = 0, to = 0;
  const char* const end = text.data() + text.size();
  std::from_chars_result read = std::from_chars(text.data(), end, from);
  to = from;
  if (read.ec == std::errc() && read.ptr != end && *read.ptr == '-') read = std::from_chars(read.ptr + 1, end, to);
  if (read.ec != std::errc() || read.ptr != end || to < from) return {};
  return std::pair(from, to);
}

std::pair<int, int> sizes_in(const std::string& text) {
  const auto found = range_in<int>(text);
  if (!found || found->first < 1)
    throw unusable(fmt::format("--size {} is no size; expected a number from 1 on, or two, such as 1-5", text));
  return *found;
}

rank_range ranks_in(const std::string& text, std::uint64_t programs) {
  const auto found = range_in<std::uint64_t>(text);
  if (!found) throw unusable(fmt::format("--ranks {} is no range; expected FIRST-LAST, such as 0-999", text));
  if (found->second >= programs)
    throw unusable(programs == 0 ? "there are no such programs, and so no ranks"
                                 : fmt::format("--ranks {} goes beyond the last program; there are {}, with the ranks "
                                               "0 to {}",
                                               text, programs, programs - 1));
  return {found->first, found->second - found->first + 1};
}

}  // namespace

void add_options(CLI::App& command, exploration_options& asked) {
  command.add_option("--alphabet", asked.words, "What programs are made of: linear, queue, gather, full or orphan")
      ->type_name("NAME")
      ->capture_default_str();
  command.add_option("--setting", asked.set, "bare, or served: each body is run as an awaited request")
      ->type_name("NAME")
      ->capture_default_str();
  command.add_option("--size", asked.sizes, "How many statements and expressions: N, or A-B")
      ->type_name("N")
      ->capture_default_str();
  command.add_option("--requests", asked.requests, "Programs of so many requests; both, if not said")
      ->check(CLI::Range(1, 2))
      ->type_name("1|2");
  const auto ranks = command
                         .add_option("--ranks", asked.ranks,
                                     "Of one size and number of requests, only those from rank FIRST to rank LAST "
                                     "in the order of their texts, counted from 0")
                         ->type_name("FIRST-LAST");
  const auto drawn = command.add_option("--sample", asked.sample, "Only so many of each size, drawn at random")
                         ->check(CLI::PositiveNumber)
                         ->excludes(ranks)
                         ->type_name("K");
  command.add_option("--seed", asked.seed, "What the sample is drawn by")->needs(drawn)->capture_default_str();
  command.add_option("--jobs", asked.jobs, "Threads; as many as there are cores, if not said")
      ->check(CLI::Range(1, 1024))
      ->type_name("N");
  command.add_flag("--count", asked.count, "Only say how many programs there are");
  const auto slips = command.add_flag("--slips", asked.slips,
                                      "Also make every slip at every place of the programs that obey the rules");
  command.add_option("--json", asked.record, "Write the record there, a line a size (- for standard output)")
      ->type_name("FILE");
  command
      .add_option("--distances", asked.distances,
                  "Write there, a line a size, how many turns the first wrong line is from its slip")
      ->needs(slips)
      ->type_name("FILE");
  command
      .add_option("--summary", asked.summary,
                  "Write the least programs there, as they are shown, and how fast they are run, as a record")
      ->type_name("FILE");
}

std::vector<workload> workloads(const exploration_options& asked) {
  const alphabet& words = alphabet_named(asked.words);
  const setting in = setting_named(asked.set);
  const auto [from, to] = sizes_in(asked.sizes);
  if (!asked.ranks.empty() && (from != to || asked.requests == 0))
    throw unusable("--ranks is of the programs of one size and one number of requests; say --size N --requests 1 or 2");
  const unsigned jobs = asked.jobs ? asked.jobs : std::max(1U, std::thread::hardware_concurrency());
  std::vector<workload> all;
  for (int size = from; size <= to; ++size)
    for (int requests = 1; requests <= 2; ++requests) {
      if (asked.requests && requests != asked.requests) continue;
      workload one{.what = {words, in, size, requests}, .jobs = jobs};
      try {
        const std::uint64_t programs = enumeration(one.what).count();
        if (!asked.ranks.empty()) one.ranks = ranks_in(asked.ranks, programs);
        if (asked.sample && programs) one.drawn = sample{asked.sample, asked.seed};
      } catch (const too_many_programs& why) {
        throw unusable(why.what());
      }
      all.push_back(one);
    }
  return all;
}

}  // namespace ctxlab::commands
