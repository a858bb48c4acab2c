#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "scenarios/command_line/commands.hpp"
#include "scenarios/command_line/slip_table.hpp"
#include "scenarios/programs/explorer/fragment.hpp"
#include "scenarios/programs/explorer/verdicts.hpp"
#include "scenarios/programs/format/nearest.hpp"
#include "scenarios/programs/format/reader.hpp"
#include "scenarios/programs/machine/program_runner.hpp"
#include "scenarios/programs/view/pseudo_code.hpp"
#include "scenarios/programs/view/timeline.hpp"
#include "scenarios/records/whole_file.hpp"

namespace ctxlab::commands {
namespace {

using namespace programs;

constexpr int largest = 9;  // of which there are hundreds of millions

struct options {
  std::string words = "full";
  std::string set = "bare";
  std::string sizes = "1-4";
  int requests = 0;  // both
  bool slips = false;
  std::string record;
};

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
std::pair<int, int> sizes_in(const std::string& text) {
  int from = 0, to = 0;
  const char* const end = text.data() + text.size();
  std::from_chars_result read = std::from_chars(text.data(), end, from);
  to = from;
  if (read.ec == std::errc() && read.ptr != end && *read.ptr == '-') read = std::from_chars(read.ptr + 1, end, to);
  if (read.ec != std::errc() || read.ptr != end || from < 1 || to < from || to > largest)
    throw unusable(
        fmt::format("--size {} is no size; expected a number from 1 to {}, or two, such as 1-5", text, largest));
  return {from, to};
}

// A line on a terminal that is written over as it changes.
class progress_line {
 public:
  explicit progress_line(std::string what) : what_(std::move(what)), shown_(isatty(STDERR_FILENO) != 0) {}
  ~progress_line() {
    if (shown_) std::cerr << "\r\x1b[K" << std::flush;
  }
  progress_line(const progress_line&) = delete;
  progress_line& operator=(const progress_line&) = delete;
  void at(std::uint64_t programs) {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
    if (shown_)
      std::cerr << fmt::format("\r{}: {} programs, {:.0f} a second", what_, programs,
                               static_cast<double>(programs) / seconds)
                << std::flush;
  }

 private:
  std::string what_;
  bool shown_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

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

void show_witness(const std::string& text) {
  const nlohmann::json it = as_json(parse(text));
  const program compiled = read_program(it, "");
  std::vector<block> blocks{pseudo_code(it)};
  trace done;
  for (std::size_t i = 0; i != judge::compared; ++i) {
    make_program_runner(judge::scheme(i))->run(compiled, {}, done);
    blocks.push_back(timeline(judge::name(i), done, compiled));
  }
  print_blocks(blocks, terminal_width(), isatty(STDOUT_FILENO) != 0, std::cout);
}

void explore_all(const options& asked) {
  const alphabet& words = alphabet_named(asked.words);
  const setting in = setting_named(asked.set);
  const auto [from, to] = sizes_in(asked.sizes);
  if (!asked.record.empty() && asked.record != "-") records::expect_folder_of(asked.record);
  std::ostream& table = asked.record == "-" ? std::cerr : std::cout;
  std::string record;
  std::array<std::array<least, verdicts::compared>, 2> found;
  slip_table mistakes;
  std::uint64_t programs = 0, surprises = 0;
  std::array<std::uint64_t, verdicts::compared> harm{}, disciplined_harm{};
  table << fmt::format("{:>27}  {:^29}  {:^29}\n{:>4} {:>8} {:>13}", "", judge::name(0), judge::name(1), "size",
                       "requests", "programs");
  for (std::size_t i = 0; i != verdicts::compared; ++i)
    table << fmt::format("  {:>9} {:>9} {:>9}", "harm", "wrong", "leaked");
  table << '\n';
  for (int size = from; size <= to; ++size)
    for (int requests = 1; requests <= 2; ++requests) {
      if (asked.requests && requests != asked.requests) continue;
      const exploration what{words, in, size, requests};
      progress_line line(fmt::format("size {}, requests {}", size, requests));
      const verdicts one = explore(what, [&](std::uint64_t so_far) { line.at(so_far); });
      record += to_json(what, one).dump() + "\n";
      if (asked.slips) {
        const slip_tally counted = count_slips(what, [&](std::uint64_t so_far) { line.at(so_far); });
        record += to_json(what, counted).dump() + "\n";
        mistakes.take(counted);
      }
      programs += one.programs;
      surprises += one.surprises;
      for (std::size_t i = 0; i != verdicts::compared; ++i) {
        harm[i] += one.schemes[i].harm;
        disciplined_harm[i] += one.schemes[i].disciplined_harm;
        for (std::size_t relation = 0; relation != 2; ++relation) found[relation][i].take(one.pairs[relation][i]);
      }
      table << fmt::format("{:>4} {:>8} {:>13}", size, requests, one.programs);
      for (const scheme_tally& it : one.schemes)
        table << fmt::format("  {:>9} {:>9} {:>9}", it.harm, it.wrong, it.leaked);
      table << std::endl;
    }
  if (asked.record == "-")
    std::cout << record;
  else if (!asked.record.empty())
    records::write_whole(record, asked.record);
  if (asked.record != "-")
    for (std::size_t fine = 0; fine != verdicts::compared; ++fine) {
      const least& it = found[0][fine];
      table << fmt::format("\n{} gets every line right and {} does not: in {}, {} of them irreducible",
                           judge::name(fine), judge::name(1 - fine),
                           it.count == 1 ? "1 program" : fmt::format("{} programs", it.count), it.irreducible);
      if (it.text.empty()) {
        table << ".\n";
        continue;
      }
      table << fmt::format("; the least is {}\n\n", it.text);
      show_witness(it.text);
    }
  if (asked.slips) mistakes.print(table);
  table << fmt::format(
      "\nOf all {} programs of {} to {} statements and expressions of the alphabet {} ({}), {} do harm under {} and {} "
      "under {}; of those that obey the scheme's own rules, {} and {}. {} differ in their lines or turns from scheme "
      "to "
      "scheme, or are not clean under {}.\n",
      programs, from, to, words.name, asked.set, harm[0], judge::name(0), harm[1], judge::name(1), disciplined_harm[0],
      disciplined_harm[1], surprises ? fmt::format("{}", surprises) : "None", judge::name(judge::compared));
  if (surprises) throw CLI::RuntimeError(1);
}

}  // namespace

void add_explore(CLI::App& to) {
  CLI::App* const command =
      to.add_subcommand("explore", "Run every small program, and count what goes wrong under which scheme.");
  const auto asked = std::make_shared<options>();
  command->add_option("--alphabet", asked->words, "What programs are made of: linear, queue, gather, full or orphan")
      ->type_name("NAME")
      ->capture_default_str();
  command->add_option("--setting", asked->set, "bare, or served: each body is run as an awaited request")
      ->type_name("NAME")
      ->capture_default_str();
  command->add_option("--size", asked->sizes, "How many statements and expressions: N, or A-B")
      ->type_name("N")
      ->capture_default_str();
  command->add_option("--requests", asked->requests, "Programs of so many requests; both, if not said")
      ->check(CLI::Range(1, 2))
      ->type_name("1|2");
  command->add_flag("--slips", asked->slips, "Also make every slip at every place of the programs that obey the rules");
  command->add_option("--json", asked->record, "Write the record there, a line a size (- for standard output)")
      ->type_name("FILE");
  command->footer(
      "Examples:\n"
      "  ctxlab explore\n"
      "  ctxlab explore --alphabet linear --size 5 --setting served\n"
      "  ctxlab explore --size 1-5 --slips --json exploration.jsonl");
  command->callback([asked] { explore_all(*asked); });
}

}  // namespace ctxlab::commands
