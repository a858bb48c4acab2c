// Pseudo-code, timelines and their layout.
#include <sstream>

#include "scenarios/programs/format/entries.hpp"
#include "scenarios/programs/view/pseudo_code.hpp"
#include "scenarios/programs/view/timeline.hpp"
#include "schemes/runtime/testing/catch.hpp"

namespace ctxlab::programs {
namespace {

std::string plain(const block& of) {
  std::ostringstream out;
  print_blocks({of}, 1000, false, out);
  return out.str();
}

}  // namespace

TEST_CASE("pseudo-code says every statement and expression in a line") {
  const std::string text = R"({"functions":{
    "main":{"kind":"coroutine","body":[
      {"with":"r","do":[{"await":{"gather":[{"sleep":1},{"raw_sleep":2},{"wait":"q"}]}}]},
      {"nested":"n","do":[{"let":"v","be":{"yieldable":{"var":"w"}}},{"cancel":"v"},{"drop":"v"}]},
      {"preserve":null,"do":[]},
      {"try":[{"raise":"oops"}],"except":[{"log":"caught"}]},
      {"eval":{"both":{"failed":"x"},"do":"f"}},
      {"eval":{"request":"f","in":"c"}},{"eval":{"background":"f"}},
      {"db":{"sched":1,"txn":2}},{"cpu":3},{"fetch":4},{"gc":true},{"fire":"q"},{"fail":"q"},{"clear":"q"}]},
    "f":{"kind":"plain","body":[{"return":{"succeed":true}}]},
    "unused":{"kind":"plain","body":[]}},
    "requests":[{"at":7,"call":"main"}]})";
  const entry it = read_entry(text, "f.json", 1, true);
  CHECK(plain(pseudo_code(it.text)) == R"(coroutine main():
  with r:
    await gather(sleep(1), raw_sleep(2), wait(q))
  nested n:
    v = yieldable(w)
    cancel v
    drop v
  preserve the sentinel:
    pass
  try:
    raise oops
  except:
    log "caught"
  eval failed(x).both(f)
  eval request f() in c
  eval background f()
  db sched 1 txn 2
  cpu 3
  fetch 4
  gc
  fire q
  fail q
  clear q

plain f():
  return succeed()

request at 7: main()
)");
}

TEST_CASE("a timeline marks wrong lines, warnings, and turns that leave a context behind") {
  program of;
  of.names = {"sentinel", "r1", "hello"};
  trace it;
  it.events = {{event_kind::log, 0, 2, 1, 1, 0},
               {event_kind::log, 0, 2, sentinel_name, 1, 0},
               {event_kind::warn, static_cast<std::uint8_t>(warning::lost), 1, 0, 0, 0},
               {event_kind::end, 1, 0, 1, 0, 0},
               {event_kind::warn, static_cast<std::uint8_t>(warning::restart_finished), 1, 0, 0, 0},
               {event_kind::turn, 0, 0, 1, 0, 5}};
  CHECK(plain(timeline("a scheme", it, of)) ==
        "a scheme  1 wrong line\n"
        "   r1        hello\n"
        "!  sentinel  hello (is r1's)\n"
        "   r1        warning: lost\n"
        "   r1        request 0 ends well\n"
        "   r1        harmless: restart-finished\n"
        "   r1        -- turn at 5 leaves it behind\n");
}

TEST_CASE("colour is only where it is asked for") {
  const block one{styled_line().add("x", "1;31")};
  std::ostringstream plain_text, coloured;
  print_blocks({one}, 80, false, plain_text);
  print_blocks({one}, 80, true, coloured);
  CHECK(plain_text.str() == "x\n");
  CHECK(coloured.str() == "\x1b[1;31mx\x1b[0m\n");
}

TEST_CASE("blocks stand beside each other while there is room") {
  const block a{styled_line("aa"), styled_line("a")};
  const block b{styled_line("b")};
  std::ostringstream wide, narrow;
  print_blocks({a, b}, 6, false, wide);
  print_blocks({a, b}, 5, false, narrow);
  CHECK(wide.str() == "aa   b\na\n");
  CHECK(narrow.str() == "aa\na\n\nb\n");
}

TEST_CASE("what a program brings along cannot steer the terminal") {
  CHECK(shown("a\x1b[2Jb") == "a\\x1b[2Jb");
  CHECK(shown(std::string(50, 'x')) == std::string(37, 'x') + "...");
}

TEST_CASE("marks stand before the statements that hold their places, in the functions that have some") {
  const auto it = read_entry(R"({"functions":{
    "f":{"kind":"coroutine","body":[{"with":"r","do":[{"await":{"gather":[{"call":"g"},{"sleep":1}]}}]}]},
    "g":{"kind":"coroutine","body":[{"log":"x"}]}}, "requests":[{"at":0,"call":"f"}]})",
                             "test", 1, true);
  CHECK(plain(marked_pseudo_code(it.text, {{"/functions/f/body/0/do/0/await/gather/1", "1"}})) ==
        "  coroutine f():\n    with r:\n1     await gather(g(), sleep(1))\n");
  CHECK(plain(marked_pseudo_code(it.text, {{"/functions/f/body/0", "C"}, {"/functions/g/body/0", "1,2"}})) ==
        "    coroutine f():\nC     with r:\n        await gather(g(), sleep(1))\n\n    coroutine g():\n1,2   log "
        "\"x\"\n");
  CHECK(marked_pseudo_code(it.text, {}).empty());
}

}  // namespace ctxlab::programs
