// What people found in the field is among what is enumerated: for each row of the catalogue that the fragment can say,
// the least program that shows it. The explorer knows nothing of the catalogue; a row is here what its program
// consists of, and what is then seen of it.
#include <algorithm>
#include <functional>
#include <vector>

#include "scenarios/programs/explorer/enumerate.hpp"
#include "scenarios/programs/explorer/fragment_program.hpp"
#include "scenarios/programs/explorer/judge.hpp"
#include "schemes/runtime/testing/catch.hpp"

namespace ctxlab::programs {
namespace {

struct seen {
  bool lost = false;       // a line of a context that nobody was charged with
  bool charged = false;    // a line of nobody's, or of another's, that a context was charged with
  bool leaked = false;     // a turn that left a context behind
  bool restarted = false;  // a finished context was made current, and a line charged to it
};

seen what_is_seen(const trace& done) {
  seen it;
  for (std::size_t i = 0; i != done.events.size(); ++i) {
    const event& each = done.events[i];
    it.lost = it.lost || (is_wrong_line(each) && each.b == sentinel_name);
    it.charged = it.charged || (is_wrong_line(each) && each.b != sentinel_name);
    it.leaked = it.leaked || (each.kind == event_kind::turn && each.b != sentinel_name);
    it.restarted = it.restarted || (each.kind == event_kind::warn && !is_harmless(i, done) &&
                                    static_cast<warning>(each.flag) == warning::restart_finished);
  }
  return it;
}

constexpr std::size_t rules = 0, alternative = 1;

struct row {
  int number;
  std::size_t scheme;                   // of judge
  std::vector<std::string_view> parts;  // of its text
  std::function<bool(const seen&)> shows;
  const char* least;
};

const std::vector<row>& rows() {
  static const std::vector<row> all{
      {1, rules, {"w(eC(as))"}, [](const seen& it) { return it.lost; }, "w(eC(as))"},
      {2, rules, {"w(eC(as"}, [](const seen& it) { return it.leaked; }, "w(eC(as))"},
      {3, rules, {"R(ar)"}, [](const seen& it) { return it.leaked && !it.lost; }, "aR(ar)"},
      {4, rules, {"w(f)"}, [](const seen& it) { return it.lost; }, "eYqw(f)"},
      {5, rules, {"w(f)"}, [](const seen& it) { return it.restarted; }, "w(aq)|w(f)"},
      {8, rules, {"w(", "GC(as)C("}, [](const seen& it) { return it.lost; }, "w(aGC(as)C())"},
      {9, rules, {"p(aq)", "g"}, [](const seen& it) { return it.charged; }, "eR(p(aq))g"},
      {16, rules, {"R(aq)", "w(f)"}, [](const seen& it) { return it.charged; }, "eR(aq)w(f)"},
      {24, alternative, {"eC(w(as"}, [](const seen& it) { return it.charged; }, "eC(w(as))"},
  };
  return all;
}

bool has_all(std::string_view text, const std::vector<std::string_view>& parts) {
  return std::all_of(parts.begin(), parts.end(), [&](std::string_view each) { return text.find(each) != text.npos; });
}

}  // namespace

TEST_CASE("Each row of the catalogue that the fragment can say is found, and this is the least program that shows it") {
  const std::array runners{make_program_runner(judge::scheme(rules)), make_program_runner(judge::scheme(alternative))};
  trace done;
  std::vector<std::string> least(rows().size());
  std::size_t left = rows().size();
  for (int size = 1; size <= 7; ++size)
    for (const int requests : {1, 2}) {
      if (!left) break;
      enumeration programs({alphabets.back(), setting::bare, size, requests});
      programs.each({0, programs.count()}, [&](const std::string& text) {
        for (std::size_t i = 0; i != rows().size(); ++i) {
          if (!least[i].empty() || !has_all(text, rows()[i].parts)) continue;
          runners[rows()[i].scheme]->run(compile(parse(text)).compiled, {}, done);
          if (!rows()[i].shows(what_is_seen(done))) continue;
          least[i] = text;
          --left;
        }
      });
    }
  for (std::size_t i = 0; i != rows().size(); ++i) {
    INFO("row " << rows()[i].number);
    CHECK(least[i] == rows()[i].least);
  }
}

}  // namespace ctxlab::programs
