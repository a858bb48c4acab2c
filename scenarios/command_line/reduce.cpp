#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>

#include "scenarios/command_line/choose.hpp"
#include "scenarios/command_line/choose_program.hpp"
#include "scenarios/command_line/commands.hpp"
#include "scenarios/command_line/output.hpp"
#include "scenarios/programs/format/reader.hpp"
#include "scenarios/programs/machine/program_runner.hpp"
#include "scenarios/programs/reduce/reduce.hpp"
#include "scenarios/programs/view/pseudo_code.hpp"
#include "scenarios/programs/view/timeline.hpp"
#include "scenarios/records/whole_file.hpp"

namespace ctxlab::commands {
namespace {

using namespace programs;

struct options {
  program_choice which;
  std::string harmful, right, wrong;  // schemes
  std::string out;
};

bool has_wrong_line(const trace& done) { return std::any_of(done.events.begin(), done.events.end(), is_wrong_line); }
bool does_harm(const trace& done) {
  return has_wrong_line(done) || std::any_of(done.events.begin(), done.events.end(), [](const event& each) {
           return each.kind == event_kind::turn && each.b != sentinel_name;
         });
}

class showing {
 public:
  explicit showing(const options& asked) {
    if (!asked.right.empty() && asked.wrong.empty()) throw unusable("--right needs --wrong, another scheme");
    if (!asked.harmful.empty() && !asked.wrong.empty())
      throw unusable("expected --scheme, or --right and --wrong; found both");
    if (!asked.wrong.empty()) wrong_ = runner(asked.wrong);
    if (!asked.right.empty()) right_ = runner(asked.right);
    if (!asked.harmful.empty()) harmful_ = runner(asked.harmful);
    if (!wrong_ && !harmful_) harmful_any_ = true;
  }

  // Without a scheme it is the first of the format's under which the program does harm.
  bool by(const nlohmann::json& text) {
    const program compiled = read_program(text, "");
    if (harmful_any_) return choose(compiled);
    if (harmful_) return run(*harmful_, compiled) && does_harm(done_);
    if (!run(*wrong_, compiled) || !has_wrong_line(done_)) return false;
    return !right_ || (run(*right_, compiled) && !has_wrong_line(done_));
  }
  const std::vector<std::size_t>& schemes() const { return schemes_; }

 private:
  std::unique_ptr<program_runner> runner(const std::string& called) {
    schemes_.push_back(choose_schemes({called}).front());
    return make_program_runner(schemes_.back());
  }
  bool choose(const program& compiled) {
    for (const std::size_t i : choose_schemes({}, by_default::in_format)) {
      harmful_ = make_program_runner(i);
      if (!run(*harmful_, compiled) || !does_harm(done_)) continue;
      schemes_ = {i};
      harmful_any_ = false;
      return true;
    }
    return false;
  }
  // Whether it came to its end.
  bool run(program_runner& by, const program& compiled) {
    by.run(compiled, {}, done_);
    return done_.stopped == bound::none;
  }

  std::unique_ptr<program_runner> harmful_, right_, wrong_;
  bool harmful_any_ = false;
  std::vector<std::size_t> schemes_;
  trace done_;
};

void reduce_one(const options& asked) {
  const entry it = choose_program(asked.which);
  showing shows(asked);
  if (!asked.out.empty()) records::expect_folder_of(asked.out);
  if (!shows.by(it.text)) {
    const std::string what =
        !asked.wrong.empty()
            ? (asked.right.empty() ? "no line is wrong under " + asked.wrong
                                   : "no line is wrong under " + asked.wrong + ", or one is under " + asked.right)
        : asked.harmful.empty() ? "it does no harm under any scheme of the format"
                                : "it does no harm under " + asked.harmful;
    throw unusable(shown(it.id) + " shows nothing to be kept: " + what);
  }
  const bool watched = isatty(STDERR_FILENO) != 0;
  const reduced least = reduce(
      it.text, [&](const nlohmann::json& each) { return shows.by(each); },
      [&](std::size_t tried) {
        if (watched) std::cerr << fmt::format("\r{} programs tried", tried) << std::flush;
      });
  if (watched) std::cerr << "\r\x1b[K";
  const std::string line = nlohmann::ordered_json{{"id", it.id}, {"program", least.program}}.dump() + "\n";
  if (asked.out.empty())
    std::cout << line;
  else
    records::write_whole(line, asked.out);
  expect_output_written();
  const program compiled = read_program(least.program, "");
  std::vector<block> blocks{pseudo_code(least.program)};
  for (const std::size_t scheme : shows.schemes()) {
    trace done;
    make_program_runner(scheme)->run(compiled, {}, done);
    blocks.push_back(timeline(scheme_cards()[scheme].name, done, compiled));
  }
  std::cerr << fmt::format("{}: from {} parts to {}; {} programs tried\n\n", shown(it.id), size_of(it.text),
                           size_of(least.program), least.tried);
  print_blocks(blocks, terminal_width(), watched, std::cerr);
}

}  // namespace

void add_reduce(CLI::App& to) {
  CLI::App* const command =
      to.add_subcommand("reduce", "Make a program smaller step by step, as long as it shows what it shows.");
  const auto asked = std::make_shared<options>();
  add_options(*command, asked->which);
  command
      ->add_option("--scheme", asked->harmful,
                   "It does harm under this scheme (default: the first under which it does)")
      ->type_name("NAME");
  command->add_option("--wrong", asked->wrong, "A line is wrong under this scheme")->type_name("NAME");
  command->add_option("--right", asked->right, "and none is under this one")->type_name("NAME");
  command->add_option("--out", asked->out, "Write the program there instead of to standard output")->type_name("FILE");
  command->footer(
      "Examples:\n"
      "  ctxlab reduce scenarios/programs/example.json\n"
      "  ctxlab reduce failure.json --out least.json");
  command->callback([asked] { reduce_one(*asked); });
}

}  // namespace ctxlab::commands
