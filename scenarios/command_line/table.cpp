#include "scenarios/command_line/table.hpp"

#include <algorithm>
#include <string>

namespace ctxlab::scenarios {
namespace {

constexpr std::string_view green = "\033[32m", red = "\033[31m", yellow = "\033[33m", bold = "\033[1m",
                           plain = "\033[0m";

struct cell {
  std::string text;
  std::string_view colour;
};

cell cell_of(const observation& observed) {
  if (!observed.unsupported.empty()) return {"unsupported", yellow};
  std::string text;
  const auto add = [&](std::int64_t count, std::string_view letter) {
    if (count) text += (text.empty() ? "" : " ") + std::to_string(count) + std::string(letter);
  };
  add(observed.count(verdict::misattributed), "m");
  add(observed.count(verdict::lost), "l");
  add(observed.count(verdict::leaked), "k");
  add(observed.turns.leaked, observed.turns.until_clean ? "t" : "t!");
  const std::string_view colour = observed.wrong_lines() ? red : observed.turns.leaked ? yellow : green;
  if (text.empty()) text = "ok";
  if (observed.matches == false) text += " *";
  return {text, colour};
}

class painter {
 public:
  painter(std::ostream& to, bool coloured) : to_(to), coloured_(coloured) {}

  void cell(std::string_view text, std::size_t width, std::string_view colour = "") {
    if (coloured_) to_ << colour;
    to_ << text;
    if (coloured_ && !colour.empty()) to_ << plain;
    if (text.size() < width) to_ << std::string(width - text.size(), ' ');
  }
  void end() { to_ << '\n'; }

 private:
  std::ostream& to_;
  bool coloured_;
};

std::string joined(const std::set<std::string>& words) {
  std::string all;
  for (const std::string& each : words) all += (all.empty() ? "" : ", ") + each;
  return all.empty() ? "nothing wrong" : all;
}

void print_disagreements(std::ostream& to, const selection& of, const observations& observed) {
  bool first = true;
  for (std::size_t i = 0; i != of.scenarios.size(); ++i) {
    const scenario& which = all_scenarios()[of.scenarios[i]];
    for (std::size_t j = 0; j != of.schemes.size(); ++j) {
      if (observed[i][j].matches != false) continue;
      const scheme_card& card = scheme_cards()[of.schemes[j]];
      if (std::exchange(first, false)) to << "\n* Differs from the design document:\n";
      for (const prediction& each : which.predictions)
        if (each.role == card.role)
          to << "  " << which.name << ", " << card.name << ": expected "
             << joined(documented({each.expect.begin(), each.expect.end()})) << " (\"" << each.quote << "\"); observed "
             << joined(documented(observed[i][j].faults())) << '\n';
    }
  }
}

}  // namespace

void print_table(std::ostream& to, const selection& of, const observations& observed, bool coloured) {
  std::vector<std::vector<cell>> cells(observed.size());
  std::size_t first = 0;
  for (std::size_t i = 0; i != observed.size(); ++i) {
    const scenario& which = all_scenarios()[of.scenarios[i]];
    first = std::max(first, which.name.size() - which.family.size() + 3);
    std::transform(observed[i].begin(), observed[i].end(), std::back_inserter(cells[i]), cell_of);
  }
  std::vector<std::size_t> widths;
  for (std::size_t j = 0; j != of.schemes.size(); ++j) {
    std::size_t widest = scheme_cards()[of.schemes[j]].name.size();
    for (const auto& row : cells) widest = std::max(widest, row[j].text.size());
    widths.push_back(widest + 2);
  }

  painter paint(to, coloured);
  std::string_view family;
  for (std::size_t i = 0; i != observed.size(); ++i) {
    const scenario& which = all_scenarios()[of.scenarios[i]];
    if (which.family != family) {
      if (!family.empty()) paint.end();
      family = which.family;
      paint.cell(family, std::max(first, family.size() + 2), bold);
      for (std::size_t j = 0; j != widths.size(); ++j)
        paint.cell(scheme_cards()[of.schemes[j]].name, j + 1 == widths.size() ? 0 : widths[j]);
      paint.end();
    }
    paint.cell("  " + std::string(which.name.substr(family.size() + 1)), std::max(first, family.size() + 2));
    for (std::size_t j = 0; j != widths.size(); ++j)
      paint.cell(cells[i][j].text, j + 1 == widths.size() ? 0 : widths[j], cells[i][j].colour);
    paint.end();
  }
  to << "\nok: every line is charged to its owner, and no turn left a context in the reactor. Otherwise lines that\n"
        "carry another request's name (m), nobody's instead of their owner's (l), or a request's though they are\n"
        "nobody's (k), and turns that left a context behind (t; t! if the last one still did).\n";
  print_disagreements(to, of, observed);
}

}  // namespace ctxlab::scenarios
