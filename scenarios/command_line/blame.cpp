#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "scenarios/command_line/choose.hpp"
#include "scenarios/command_line/choose_program.hpp"
#include "scenarios/command_line/commands.hpp"
#include "scenarios/command_line/output.hpp"
#include "scenarios/programs/blame/blame.hpp"
#include "scenarios/programs/view/pseudo_code.hpp"
#include "scenarios/programs/view/timeline.hpp"
#include "schemes/scheme_card.hpp"

namespace ctxlab::commands {
namespace {

using namespace programs;

struct options {
  program_choice which;
  std::vector<std::string> schemes;
  std::string record;
};

class blaming {
 public:
  blaming(const entry& it, std::ostream& out, bool coloured) : it_(it), out_(out), coloured_(coloured) {}

  void under(std::size_t scheme) {
    const std::string_view name = scheme_cards()[scheme].name;
    const blamed found = blame(it_.text, scheme);
    if (found.faults.empty()) {
      out_ << fmt::format("{} under {}: nothing to blame; every line is right, and no turn leaves a context behind.\n",
                          shown(it_.id), name);
      return;
    }
    any_ = true;
    out_ << fmt::format("{} under {}:\n", shown(it_.id), name);
    std::map<std::string, std::string> marks;
    for (const fault& each : found.faults) describe(each, found, marks, name);
    out_ << "\n";
    const std::vector<block> blocks{marks.empty() ? pseudo_code(it_.text) : marked_pseudo_code(it_.text, marks),
                                    timeline(name, found.done, it_.compiled)};
    print_blocks(blocks, terminal_width(), coloured_, out_);
    out_ << "C made the context that was found; a number is the statement to blame for the fault of that number.\n\n";
  }
  bool any() const { return any_; }
  const std::string& record() const { return record_; }

 private:
  void describe(const fault& each, const blamed& found, std::map<std::string, std::string>& marks,
                std::string_view scheme) {
    const event& at = found.done.events[each.event];
    const std::string number = std::to_string(++faults_);
    const bool line = at.kind == event_kind::log;
    const std::string what =
        line ? fmt::format("the line \"{}\" is {}'s", shown(text(at.a, found)), shown(text(at.c, found)))
             : fmt::format("the turn at {} leaves a context behind", at.number);
    out_ << fmt::format("{:>3} {}; found was {}\n", number, what, shown(each.found));
    for (const std::string& maker : each.makers) {
      out_ << fmt::format("    made at {}\n", maker);
      add(marks[maker], "C");
    }
    nlohmann::ordered_json sites = nlohmann::ordered_json::array();
    if (each.causes.empty())
      out_ << "    no place alone is to blame: none at which a rule is broken mends it when it is left out\n";
    for (std::size_t i = 0; i != each.causes.size(); ++i) {
      const finding& cause = each.causes[i];
      const std::string rule(cause.broken ? cause.broken->name : "cannot-be-judged");
      out_ << fmt::format("    {} {}: {}: {}\n", i ? "or, as well," : "to blame is", cause.place, rule,
                          cause.broken ? std::string(cause.broken->says) : cause.why);
      if (i == 0) out_ << "    between: " << between(each.since[i], each.event, found) << '\n';
      add(marks[cause.place], number);
      sites.push_back({{"place", cause.place}, {"rule", rule}, {"events_between", each.event - each.since[i]}});
    }
    nlohmann::ordered_json written{
        {"id", it_.id},
        {"scheme", scheme},
        {"fault", line ? "line" : "turn"},
        {"event", to_json(at, it_.compiled, found.done)},
        {"place", each.causes.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(each.causes[0].place)},
        {"found", each.found},
        {"made_at", each.makers},
        {"sites", std::move(sites)}};
    record_ += written.dump() + "\n";
  }
  static void add(std::string& marks, const std::string& one) {
    if (("," + marks + ",").find("," + one + ",") == std::string::npos) marks += (marks.empty() ? "" : ",") + one;
  }
  std::string text(name which, const blamed& found) const {
    return std::string(text_of(which, it_.compiled, found.done));
  }

  // What was logged, and how many turns ended.
  std::string between(std::size_t from, std::size_t to, const blamed& found) const {
    std::string lines;
    std::size_t turns = 0, count = 0;
    for (std::size_t i = from; i < to; ++i) {
      const event& each = found.done.events[i];
      turns += each.kind == event_kind::turn;
      if (each.kind != event_kind::log || ++count > 5) continue;
      lines += (lines.empty() ? "" : ", ") + shown(text(each.a, found));
    }
    if (count > 5) lines += fmt::format(" and {} more", count - 5);
    return fmt::format("{}; {} turn{} ended", lines.empty() ? "no line" : lines, turns, turns == 1 ? "" : "s");
  }

  const entry& it_;
  std::ostream& out_;
  bool coloured_, any_ = false;
  std::size_t faults_ = 0;
  std::string record_;
};

void blame_one(const options& asked) {
  const entry it = choose_program(asked.which);
  const output out(asked.record);
  blaming by(it, out.to_people(), out.coloured());
  for (const std::size_t scheme : choose_schemes(asked.schemes)) {
    if (scheme_cards()[scheme].rules)
      by.under(scheme);
    else if (!asked.schemes.empty())
      throw unusable(
          fmt::format("the scheme {} has no rules, so there is nothing to blame", scheme_cards()[scheme].name));
  }
  out.write(by.record());
  if (by.any()) throw CLI::RuntimeError(1);
}

}  // namespace

void add_blame(CLI::App& to) {
  CLI::App* const command = to.add_subcommand(
      "blame",
      "Say for each wrong line and each turn that leaks where it comes from, and which statement is to blame.");
  const auto asked = std::make_shared<options>();
  add_options(*command, asked->which);
  add_schemes_option(*command, asked->schemes, "Only under this scheme; may be given again (default: all with rules)");
  command->add_option("--json", asked->record, "Write the faults there, a line each (- for standard output)")
      ->type_name("FILE");
  command->footer(
      "Exits with 1 if there is something to blame.\n"
      "Examples:\n"
      "  ctxlab blame scenarios/programs/example.json\n"
      "  ctxlab blame --text 'aR(as)|aR(es)'");
  command->callback([asked] { blame_one(*asked); });
}

}  // namespace ctxlab::commands
