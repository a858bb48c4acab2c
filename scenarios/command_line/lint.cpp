#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "scenarios/command_line/choose.hpp"
#include "scenarios/command_line/choose_program.hpp"
#include "scenarios/command_line/commands.hpp"
#include "scenarios/command_line/output.hpp"
#include "scenarios/programs/lint/lint.hpp"
#include "scenarios/programs/view/pseudo_code.hpp"
#include "schemes/scheme_card.hpp"

namespace ctxlab::commands {
namespace {

using namespace programs;

struct options {
  std::vector<std::string> files, texts, schemes;
  std::string record;
};

// Those that have rules, of those that were asked for.
std::vector<const scheme_card*> schemes_with_rules(const std::vector<std::string>& words) {
  std::vector<const scheme_card*> chosen;
  for (const std::size_t i : choose_schemes(words)) {
    const scheme_card& each = scheme_cards()[i];
    if (each.rules)
      chosen.push_back(&each);
    else if (!words.empty())
      throw unusable(fmt::format("the scheme {} has no rules to judge programs by", each.name));
  }
  return chosen;
}

// In the order of the pseudo-code.
void sort(std::vector<finding>& found, const nlohmann::json& program) {
  const auto order = order_in_pseudo_code(program);
  const auto number_of = [&](std::string place) {  // of the innermost statement
    while (!order.contains(place)) place.resize(place.rfind('/'));
    return order.at(place);
  };
  std::stable_sort(found.begin(), found.end(),
                   [&](const finding& a, const finding& b) { return number_of(a.place) < number_of(b.place); });
}

class linting {
 public:
  linting(std::vector<const scheme_card*> schemes, std::ostream& out, bool coloured)
      : schemes_(std::move(schemes)), out_(out), coloured_(coloured) {}

  void take(const entry& it) {
    ++programs_;
    for (const scheme_card* const each : schemes_) report(it, *each, lint(it.text, *each->rules));
  }
  void summary() const {
    out_ << fmt::format("{}{} judged under {}: {} broken, {} that cannot be judged.\n", broken_ + unjudged_ ? "\n" : "",
                        counted(programs_, "program"), counted(schemes_.size(), "scheme"), counted(broken_, "rule"),
                        counted(unjudged_, "place"));
  }
  bool clean() const { return broken_ + unjudged_ == 0; }
  std::size_t programs() const { return programs_; }
  const std::string& record() const { return record_; }

 private:
  static std::string counted(std::size_t many, std::string_view noun) {
    return fmt::format("{} {}{}", many, noun, many == 1 ? "" : "s");
  }

  void report(const entry& it, const scheme_card& under, std::vector<finding> found) {
    if (found.empty()) return;
    sort(found, it.text);
    std::map<std::string, std::string> marks;
    const std::string file = it.file == "-" ? "standard input" : it.file;
    out_ << fmt::format("{}{} under {}:\n", reported_++ ? "\n" : "", it.id, under.name);
    std::size_t number = 0;
    std::vector<std::string> places;
    for (const finding& each : found) places.push_back(each.place);
    const auto lines = it.lines_of_parts(places);
    for (const finding& each : found) {
      const std::size_t line_of_file = lines.at(each.place);
      std::string& mark = marks[each.place];
      mark += fmt::format("{}{}", mark.empty() ? "" : ",", ++number);
      (each.broken ? broken_ : unjudged_) += 1;
      const std::string name(each.broken ? each.broken->name : "cannot-be-judged");
      out_ << fmt::format("{:>3} {}:{}: {}\n    {}: {}\n", number, file, line_of_file, each.place, name,
                          each.broken ? std::string(each.broken->says) : each.why);
      if (each.broken) out_ << fmt::format("    mend: {}\n", each.broken->mend);
      nlohmann::ordered_json line{{"id", it.id},          {"file", it.file},     {"line", line_of_file},
                                  {"scheme", under.name}, {"place", each.place}, {"rule", nullptr}};
      if (each.broken) {
        line["rule"] = each.broken->name;
        line["says"] = each.broken->says;
        line["mend"] = each.broken->mend;
      } else {
        line["cannot_be_judged"] = each.why;
      }
      record_ += line.dump() + "\n";
    }
    out_ << '\n';
    for (const styled_line& each : marked_pseudo_code(it.text, marks)) out_ << "    " << each.text(coloured_) << '\n';
  }

  std::vector<const scheme_card*> schemes_;
  std::ostream& out_;
  bool coloured_;
  std::size_t programs_ = 0, broken_ = 0, unjudged_ = 0, reported_ = 0;
  std::string record_;
};

void lint_all(const options& asked) {
  if (asked.files.empty() && asked.texts.empty())
    throw unusable("lint needs files of programs, or --text; see ctxlab lint --help");
  const output out(asked.record);
  linting by(schemes_with_rules(asked.schemes), out.to_people(), out.coloured());
  std::size_t complaints = 0;
  try {
    for (const std::string& file : asked.files)
      read_entries(
          file, [&](entry&& it) { by.take(it); },
          [&](const std::string& complaint) {
            std::cerr << complaint << '\n';
            ++complaints;
          });
  } catch (const unreadable& wrong) {
    throw unusable(wrong.what());
  }
  for (const std::string& text : asked.texts) by.take(program_of_text(text));
  by.summary();
  out.write(by.record());
  if (complaints || by.programs() == 0) throw CLI::RuntimeError(2);
  if (!by.clean()) throw CLI::RuntimeError(1);
}

}  // namespace

void add_lint(CLI::App& to) {
  CLI::App* const command =
      to.add_subcommand("lint", "Say where programs break a scheme's rules, without running them.");
  const auto asked = std::make_shared<options>();
  command->add_option("files", asked->files, "Each a .jsonl of programs, a .json of one, or - for standard input")
      ->type_name("FILE");
  command->add_option("--text", asked->texts, "A program itself, as a text of the fragment; may be given again")
      ->type_name("TEXT")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add_schemes_option(*command, asked->schemes, "Only the rules of this scheme; may be given again (default: of all)");
  command->add_option("--json", asked->record, "Write the findings there, a line each (- for standard output)")
      ->type_name("FILE");
  command->footer(
      "A program in which nothing is found does no harm. Exits with 1 if something is found.\n"
      "Examples:\n"
      "  ctxlab lint scenarios/programs/example.json\n"
      "  ctxlab lint --text 'w(as)'");
  command->callback([asked] { lint_all(*asked); });
}

}  // namespace ctxlab::commands
