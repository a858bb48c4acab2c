// Every small program: what is enumerated, and that verdicts are those that two independent programs counted.
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "scenarios/programs/explorer/fragment_program.hpp"
#include "scenarios/programs/explorer/slip_tally.hpp"
#include "scenarios/programs/explorer/verdicts.hpp"
#include "scenarios/programs/format/reader.hpp"
#include "scenarios/programs/machine/program_runner.hpp"
#include "scenarios/programs/machine/rings_stay.hpp"
#include "schemes/runtime/testing/catch.hpp"

namespace ctxlab::programs {
namespace {

using nlohmann::json;
using texts = std::vector<std::string>;

const alphabet& called(std::string_view name) {
  for (const alphabet& each : alphabets)
    if (each.name == name) return each;
  FAIL("no alphabet " << name);
  return alphabets[0];
}

texts all_of(std::string_view words, setting in, int size, int requests) {
  texts all;
  enumeration programs({called(words), in, size, requests});
  programs.each({0, programs.count()}, [&](const std::string& text) { all.push_back(text); });
  return all;
}

void quietly(std::uint64_t, std::uint64_t) {}

texts smaller(std::string_view text) {
  texts all;
  for (const auto& each : reductions(parse(text))) all.push_back(text_of(each));
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

TEST_CASE("the programs of two words are these, and none comes twice") {
  CHECK(all_of("full", setting::bare, 2, 1) ==
        texts{"aR()", "eR()", "p()w()", "p(w())", "w()p()", "w()w()", "w(p())", "w(w())"});
  for (const std::string& each : all_of("orphan", setting::served, 3, 2)) {
    CHECK(text_of(parse(each)) == each);
    CHECK(each.substr(0, 3) == "aR(");
  }
}

TEST_CASE("programs come in the order of their texts, are as many as are counted, and obey the rules of the fragment") {
  for (const alphabet& words : alphabets)
    for (const setting in : {setting::bare, setting::served})
      for (const int requests : {1, 2})
        for (int size = 1; size <= 4; ++size) {
          enumeration programs({words, in, size, requests});
          std::uint64_t seen = 0;
          std::string before;
          programs.each({0, ~std::uint64_t{0}}, [&](const std::string& text) {
            ++seen;
            CHECK((seen == 1 || before < text));
            before = text;
            CHECK(is_well_formed(parse(text)));
            CHECK(uses_queue_or_not(text));
            CHECK((in == setting::served || makes_context(text)));
          });
          CHECK(seen == programs.count());
        }
}

TEST_CASE("a program is found by its rank alone") {
  for (const setting in : {setting::bare, setting::served})
    for (const int requests : {1, 2}) {
      const texts all = all_of("orphan", in, 4, requests);
      enumeration programs({called("orphan"), in, 4, requests});
      std::mt19937 random(1);
      for (int round = 0; round != 50; ++round) {
        const std::uint64_t first = random() % all.size(), count = random() % 4;
        texts some;
        programs.each({first, count}, [&](const std::string& text) { some.push_back(text); });
        const auto from = all.begin() + static_cast<std::ptrdiff_t>(first);
        CHECK(some == texts(from, from + static_cast<std::ptrdiff_t>(std::min(count, all.size() - first))));
      }
    }
}

TEST_CASE("more programs than 64 bits count are refused") {
  CHECK_THROWS_AS(enumeration({called("full"), setting::bare, 40, 1}), too_many_programs);
}

TEST_CASE("a sample does not depend on the number of threads, and a sum not on where it is cut") {
  const exploration what{called("full"), setting::served, 4, 1};
  const auto counted = [&](std::optional<rank_range> ranks, std::optional<sample> drawn, unsigned jobs) {
    return to_json({what, ranks, drawn, jobs}, explore({what, ranks, drawn, jobs}, quietly));
  };
  CHECK(counted({}, sample{500, 7}, 1) == counted({}, sample{500, 7}, 3));
  CHECK(counted({}, sample{500, 7}, 1) != counted({}, sample{500, 8}, 1));
  const std::uint64_t all = enumeration(what).count();
  verdicts sum = explore({what, rank_range{0, all / 3}, {}, 2}, quietly);
  sum += explore({what, rank_range{all / 3, all - all / 3}, {}, 1}, quietly);
  CHECK(to_json({what}, sum) == to_json({what}, explore({what}, quietly)));
}

TEST_CASE("the rules of the fragment") {
  CHECK(is_well_formed(parse("w(lsav)")));
  CHECK(is_well_formed(parse("w(lsav)lsev|lsav")));
  CHECK_FALSE(is_well_formed(parse("av")));
  CHECK_FALSE(is_well_formed(parse("ls")));
  CHECK_FALSE(is_well_formed(parse("lslsavav")));
  CHECK_FALSE(is_well_formed(parse("lsaC(av)")));
  CHECK_FALSE(is_well_formed(parse("aYr")));
  CHECK_FALSE(uses_queue_or_not("aq"));
  CHECK_FALSE(uses_queue_or_not("f"));
  CHECK(uses_queue_or_not("aqf"));
}

TEST_CASE("a slip is made in the statement after the line that two independent programs name") {
  std::ifstream file("scenarios/programs/explorer/independent/mutants.txt");
  std::size_t checked = 0;
  for (std::string scheme, program, mutant, kind, line, wrong, leaked;
       file >> scheme >> program >> mutant >> kind >> line >> wrong >> leaked; ++checked) {
    texts lines;
    for (const slip& each : slips(parse(program), setting::bare))
      if (slip_names[each.kind] == kind && text_of(each.mutant) == mutant)
        lines.push_back("l" + std::to_string(each.line + 1));
    INFO(program << ' ' << mutant << ' ' << line);
    CHECK(std::find(lines.begin(), lines.end(), line) != lines.end());
  }
  CHECK(checked > 1'000);
}

TEST_CASE("how far a wrong line is from its slip is counted in turns") {
  const exploration what{called("orphan"), setting::bare, 3, 1};
  slip_tally found = count_slips({what}, quietly);
  const json line = distances_to_json({what}, found);
  CHECK(line["kind"] == "distances");
  std::uint64_t wrong = 0;
  for (const auto& by_scheme : found.counts)
    for (const auto& by_kind : by_scheme)
      for (const slip_count& each : by_kind) wrong += each.wrong;
  for (const json& row : line["rows"])
    for (const char* const told : {"silent", "warned"})
      for (const json& turns : row[told]) wrong -= turns.get<std::uint64_t>();
  CHECK(wrong == 0);
  // A forgotten await clears the context: the line after it is wrong at once. A wrap that is one too many clears what
  // is restored: the line after the wait is.
  judge under;
  const verdict forgotten = under.of(parse("aR(es)"))[0], wrapped = under.of(parse("aR(aYs)"))[0];
  CHECK(forgotten.first_wrong_turn - forgotten.turn_of[1] == 0);
  CHECK(wrapped.first_wrong_turn - wrapped.turn_of[1] == 1);
}

TEST_CASE("a program is made smaller by one step at every place") {
  CHECK(smaller("w(as)") == texts{"", "as", "w()"});
  CHECK(smaller("aC(w())") == texts{"", "aC()", "aC()", "ar", "as", "w()"});
  CHECK(smaller("eGsYq") == texts{"", "eGsq", "eGsr", "eGss", "eYq", "er", "es", "es"});
  CHECK(smaller("lsav") == texts{});  // each without the other is none
  CHECK(smaller("w()|f") == texts{"f", "w()", "w()|", "|f", "|f"});
}

TEST_CASE("what the documents' rules say of a program") {
  const auto obeys_rules = [](const std::vector<term>& requests) { return judge::obeyed(requests)[0]; };
  const auto obeys_alternative = [](const std::vector<term>& requests) { return judge::obeyed(requests)[1]; };
  CHECK(obeys_rules(parse("aR(as)")));
  CHECK_FALSE(obeys_rules(parse("aR(es)")));
  CHECK(obeys_rules(parse("aR(eB(as))")));
  CHECK_FALSE(obeys_rules(parse("aR(ar)")));
  CHECK(obeys_rules(parse("ar")));
  CHECK_FALSE(obeys_rules(parse("aR(aYq)|w(f)")));
  CHECK(obeys_rules(parse("aR(aYq)|w(p(f))")));
  CHECK(obeys_alternative(parse("aR(es)")));
  CHECK_FALSE(obeys_alternative(parse("w(as)")));
  CHECK_FALSE(obeys_alternative(parse("aR(ar)")));
  CHECK_FALSE(obeys_alternative(parse("w(ls)av")));
  CHECK(obeys_alternative(parse("aR(lsav)")));
}

TEST_CASE("a slip is made at every place, and only where it stays in the fragment") {
  const auto made = [](std::string_view kind, std::string_view text, setting in) {
    texts all;
    for (const slip& each : slips(parse(text), in))
      if (slip_names[each.kind] == kind) all.push_back(text_of(each.mutant));
    return all;
  };
  CHECK(made("forget-await", "aR(as)", setting::served) == texts{"aR(es)"});
  CHECK(made("forget-await", "aR(as)", setting::bare) == texts{"eR(as)", "aR(es)"});
  CHECK(made("late-await", "w(asp())", setting::bare) == texts{"w(lsp()av)"});
  CHECK(made("forget-preserve", "w(p(as))", setting::bare) == texts{"w(as)"});
  CHECK(made("scope-over-await", "w()as|aR(as)", setting::bare) == texts{"w(as)|aR(as)", "w()as|w(aC(as))"});
  CHECK(made("forget-wrap", "w()aYq|f", setting::bare) == texts{"w()aq|f"});
  CHECK(made("wrap-twice", "w()asaYs", setting::bare) == texts{"w()aYsaYs"});
  CHECK(made("drop-both-ends", "w()aq|f", setting::bare) == texts{"w()aq|g"});
  CHECK(made("fire-in-scope", "aq|w()f", setting::bare) == texts{"aq|w(f)"});
  CHECK(made("call-for-background", "w()eB()", setting::bare) == texts{"w()eC()"});
  CHECK(made("background-for-call", "w()eC()", setting::bare) == texts{"w()eB()"});
  CHECK(made("forget-preserve", "p(w())", setting::bare) == texts{"w()"});
}

TEST_CASE("what is compiled from memory does what the format's text of it does") {
  const auto lines_and_turns = [](const program& compiled, program_runner& under) {
    trace done;
    under.run(compiled, {}, done);
    return to_json(done, compiled).dump();
  };
  for (std::size_t i = 0; i != scheme_cards().size(); ++i) {
    const auto under = make_program_runner(i);
    for (const int requests : {1, 2})
      for (const std::string& text : all_of("orphan", setting::bare, 3, requests)) {
        const auto parsed = parse(text);
        INFO(text);
        CHECK(lines_and_turns(compile(parsed).compiled, *under) ==
              lines_and_turns(read_program(as_json(parsed), ""), *under));
      }
    for (const char* text : {"w(aC(as)eB(aYq))|p(f)", "aR(lGsYqav)|f", "aR(eB(w(aq)))|g"})
      CHECK(lines_and_turns(compile(parse(text)).compiled, *under) ==
            lines_and_turns(read_program(as_json(parse(text)), ""), *under));
  }
}

TEST_CASE("every small program does with nobody listening what it does when it is watched") {
  const auto heard = [](const trace& done) {
    std::vector<std::array<std::int64_t, 5>> all;
    for (const event& each : done.events)
      if (each.kind != event_kind::warn && each.kind != event_kind::usage)
        all.push_back({static_cast<std::int64_t>(each.kind) * 2 + each.flag, each.a, each.b, each.c, each.number});
    return all;
  };
  trace watched, bare;
  for (std::size_t i = 0; i != scheme_cards().size(); ++i) {
    const auto under = make_program_runner(i);
    std::size_t compared = 0, with_orphans = 0;
    for (const setting in : {setting::bare, setting::served})
      for (const int requests : {1, 2})
        for (const std::string& text : all_of("full", in, requests == 1 ? 4 : 3, requests)) {
          const fragment_program it = compile(parse(text));
          under->run(it.compiled, {}, watched);
          [[maybe_unused]] const rings_stay unseen;
          const bool orphans = under->run_bare(it.compiled, {}, bare);
          with_orphans += orphans;
          compared += !orphans;
          if (orphans || heard(watched) == heard(bare)) continue;
          FAIL_CHECK(text << " under " << scheme_cards()[i].name);
        }
    CHECK(compared > 10 * with_orphans);
  }
}

// All five sizes are compared in an optimised program, by test_explorer.py.
TEST_CASE("the verdicts of small sizes are those that two independent programs counted, to the fingerprint") {
  std::ifstream counted("scenarios/programs/explorer/independent/sizes-1-to-5.jsonl");
  int compared = 0;
  for (std::string line; std::getline(counted, line);) {
    const json given = json::parse(line);
    if (given["size"] > 3) continue;
    const workload what{
        .what = {called(given["alphabet"].get<std::string>()),
                 given["setting"] == "bare" ? setting::bare : setting::served, given["size"], given["requests"]},
        .jobs = 2};
    ++compared;
    if (given["kind"] == "slips") {
      CHECK(json::parse(to_json(what, count_slips(what, quietly)).dump()) == given);
      continue;
    }
    const verdicts found = explore(what, quietly);
    CHECK(json::parse(to_json(what, found).dump()) == given);
    CHECK(found.surprises == 0);
  }
  CHECK(compared == 48);
}

}  // namespace ctxlab::programs
