#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "scenarios/command_line/commands.hpp"
#include "scenarios/command_line/exploration_options.hpp"
#include "scenarios/command_line/exploration_speed.hpp"
#include "scenarios/command_line/output.hpp"
#include "scenarios/command_line/progress_line.hpp"
#include "scenarios/command_line/slip_table.hpp"
#include "scenarios/programs/explorer/fragment_program.hpp"
#include "scenarios/programs/explorer/verdicts.hpp"
#include "scenarios/programs/format/reader.hpp"
#include "scenarios/programs/machine/program_runner.hpp"
#include "scenarios/programs/view/pseudo_code.hpp"
#include "scenarios/programs/view/timeline.hpp"
#include "scenarios/records/whole_file.hpp"

namespace ctxlab::commands {
namespace {

using namespace programs;

// The least program of those that tell the schemes apart, over all sizes.
struct least {
  std::string text;
  std::uint64_t count = 0, irreducible = 0;
  void take(const witnesses& more) {
    if (text.empty() && !more.first.empty()) text = *more.first.begin();
    count += more.count;
    irreducible += more.irreducible;
  }
};

// Under two schemes of the judge's.
void show_witness(const std::string& text, std::array<std::size_t, 2> under, std::ostream& out, bool on_terminal) {
  const nlohmann::json it = as_json(parse(text));
  const program compiled = read_program(it, "");
  std::vector<block> blocks{pseudo_code(it)};
  trace done;
  for (const std::size_t i : under) {
    make_program_runner(judge::scheme(i))->run(compiled, {}, done);
    blocks.push_back(timeline(judge::name(i), done, compiled));
  }
  print_blocks(blocks, on_terminal ? terminal_width() : 120, on_terminal, out);
}

class exploring {
 public:
  exploring(const exploration_options& asked, std::ostream& table) : asked_(asked), table_(table) {}

  void run(const std::vector<workload>& all) {
    head();
    jobs_ = all.front().jobs;
    for (const workload& each : all) take(each);
  }
  const std::string& record() const { return record_; }
  const std::string& distances() const { return distances_; }
  std::uint64_t surprises() const { return surprises_; }

  // The least program for each order of two schemes by which they are told apart, and how many there are.
  void witnesses_found(std::ostream& out, bool on_terminal) const {
    for (std::size_t fine = 0; fine != verdicts::compared; ++fine)
      witness_found(found_[fine], fine, 1 - fine, out, on_terminal);
    for (std::size_t i = 0; i != verdicts::compared; ++i)
      witness_found(wrong_[i], judge::compared, i, out, on_terminal);
  }
  // The least programs as they are shown, and how fast the last of them are run.
  records::json summary(const std::vector<workload>& all) const {
    std::ostringstream witnesses;
    witnesses_found(witnesses, false);
    return records::in_envelope("explorer", 1,
                                {{"witnesses", witnesses.str()}, {"goals", records::to_json(speed_goals(all.back()))}});
  }
  void slips() const { mistakes_.print(table_); }
  // What is thereby proved, or, of a part of the programs, seen.
  void conclusion(const std::vector<workload>& all) const {
    const workload& last = all.back();
    const bool part = last.ranks || last.drawn;
    table_ << fmt::format(
        "\nOf {} {} programs of {} statements and expressions of the alphabet {} ({}), {} do harm under {} and {} "
        "under "
        "{}; of those that obey the scheme's own rules, {} and {}. {} differ in their lines or turns from scheme to "
        "scheme, or are not clean under {}.\n",
        part ? (last.drawn ? "a sample of" : "a range of") : "all", programs_, sizes(all), last.what.of.name,
        asked_.set, harm_[0], judge::name(0), harm_[1], judge::name(1), disciplined_harm_[0], disciplined_harm_[1],
        surprises_ ? fmt::format("{}", surprises_) : "None", judge::name(judge::compared));
    table_ << fmt::format("{} executions under one scheme in {:.1f} s by {}: {:.0f} a second and thread.\n",
                          executions_, seconds_, jobs_ == 1 ? "1 thread" : fmt::format("{} threads", jobs_), rate());
  }

 private:
  static void witness_found(const least& it, std::size_t fine, std::size_t other, std::ostream& out, bool on_terminal) {
    out << fmt::format("\n{} gets every line right and {} does not: in {}, {} of them irreducible.\n",
                       judge::name(fine), judge::name(other),
                       it.count == 1 ? "1 program" : fmt::format("{} programs", it.count), it.irreducible);
    if (it.text.empty()) return;
    out << fmt::format("The least is {}\n\n", it.text);
    show_witness(it.text, {fine, other}, out, on_terminal);
  }
  // Executions a second and thread.
  double rate() const { return static_cast<double>(executions_) / seconds_ / jobs_; }
  static std::string sizes(const std::vector<workload>& all) {
    const int from = all.front().what.size, to = all.back().what.size;
    return from == to ? fmt::format("{}", to) : fmt::format("{} to {}", from, to);
  }

  void head() const {
    table_ << fmt::format("{:>27}  {:^29}  {:^29}\n{:>4} {:>8} {:>13}", "", judge::name(0), judge::name(1), "size",
                          "requests", "programs");
    for (std::size_t i = 0; i != verdicts::compared; ++i)
      table_ << fmt::format("  {:>9} {:>9} {:>9}", "harm", "wrong", "leaked");
    table_ << '\n';
  }

  void take(const workload& each) {
    const std::string called = fmt::format("size {}, requests {}", each.what.size, each.what.requests);
    const auto began = std::chrono::steady_clock::now();
    const verdicts one = [&] {
      const progress_line line(called);
      return explore(each, [&](std::uint64_t taken, std::uint64_t all) { line.at(taken, all); });
    }();
    seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    record_ += to_json(each, one).dump() + "\n";
    if (asked_.slips) {
      const progress_line line(called + ", slips");
      const slip_tally counted =
          count_slips(each, [&](std::uint64_t taken, std::uint64_t all) { line.at(taken, all); });
      record_ += to_json(each, counted).dump() + "\n";
      distances_ += distances_to_json(each, counted).dump() + "\n";
      mistakes_.take(counted);
    }
    programs_ += one.programs;
    executions_ += one.executions;
    surprises_ += one.surprises;
    for (std::size_t i = 0; i != verdicts::compared; ++i) {
      harm_[i] += one.schemes[i].harm;
      disciplined_harm_[i] += one.schemes[i].disciplined_harm;
      found_[i].take(one.pairs[0][i]);
      wrong_[i].take(one.wrong[i]);
    }
    table_ << fmt::format("{:>4} {:>8} {:>13}", each.what.size, each.what.requests, one.programs);
    for (const scheme_tally& it : one.schemes)
      table_ << fmt::format("  {:>9} {:>9} {:>9}", it.harm, it.wrong, it.leaked);
    table_ << std::endl;
  }

  const exploration_options& asked_;
  std::ostream& table_;
  std::string record_, distances_;
  std::array<least, verdicts::compared> found_, wrong_;
  slip_table mistakes_;
  std::uint64_t programs_ = 0, surprises_ = 0, executions_ = 0;
  double seconds_ = 0;
  unsigned jobs_ = 1;
  std::array<std::uint64_t, verdicts::compared> harm_{}, disciplined_harm_{};
};

void explore_all(const exploration_options& asked) {
  const std::vector<workload> all = workloads(asked);
  if (asked.count) {
    std::uint64_t programs = 0;
    for (const workload& each : all) programs += enumeration(each.what).count();
    std::cout << programs << '\n';
    return expect_output_written();
  }
  const output out(asked.record);
  for (const std::string& each : {asked.distances, asked.summary})
    if (!each.empty()) records::expect_folder_of(each);
  exploring done(asked, out.to_people());
  done.run(all);
  if (!out.is_record()) done.witnesses_found(out.to_people(), out.coloured());
  if (!asked.distances.empty()) records::write_whole(done.distances(), asked.distances);
  if (!asked.summary.empty()) records::write_record(done.summary(all), asked.summary);
  if (asked.slips) done.slips();
  done.conclusion(all);
  out.write(done.record());
  if (done.surprises()) throw CLI::RuntimeError(1);
}

}  // namespace

void add_explore(CLI::App& to) {
  CLI::App* const command =
      to.add_subcommand("explore", "Run every small program, and count what goes wrong under which scheme.");
  const auto asked = std::make_shared<exploration_options>();
  add_options(*command, *asked);
  command->footer(
      "Examples:\n"
      "  ctxlab explore\n"
      "  ctxlab explore --alphabet linear --size 5 --setting served\n"
      "  ctxlab explore --size 1-5 --slips --json exploration.jsonl\n"
      "  ctxlab explore --size 12 --sample 100000");
  command->callback([asked] { explore_all(*asked); });
}

}  // namespace ctxlab::commands
