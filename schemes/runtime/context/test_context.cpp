// Contexts, their counting, and the scopes that make them current. What a scope warns of, and when,
// is FORMAT.md's "What the schemes make of them": leaving a scope first makes current what it had
// saved, which may say restart-finished, and then says lost or found of what was current just
// before.
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>
#include <thread>

#include "schemes/runtime/testing/catch.hpp"
#include "schemes/runtime/testing/crossed_scope.hpp"
#include "schemes/runtime/testing/test_observers.hpp"

namespace ctxlab {
namespace {

TEST_CASE("A copied reference keeps its context alive, and a moved one takes the reference over") {
  const std::int64_t before = context::alive();
  context_ptr first = context::make("A");
  context_ptr second = first;
  CHECK(context::alive() == before + 1);
  context_ptr third = std::move(first);
  CHECK_FALSE(first);
  CHECK(third == second);
  second = nullptr;
  CHECK(context::alive() == before + 1);
  third = context_ptr(third);  // to itself
  CHECK(third->name() == "A");
  third = nullptr;
  CHECK(context::alive() == before);
}

TEST_CASE("Adopting and releasing a reference changes no count") {
  const std::int64_t before = context::alive();
  context* const raw = context::make("A").release();
  CHECK(context::alive() == before + 1);
  context_ptr again = context_ptr::adopt(raw);
  again = nullptr;
  CHECK(context::alive() == before);
}

TEST_CASE("The current context is kept alive by being current") {
  const std::int64_t before = context::alive();
  const context_ptr outside = exchange_context(context::make("A"));
  CHECK(name_of(current_context()) == "A");
  CHECK(context::alive() == before + 1);
  exchange_context(nullptr);
  CHECK(context::alive() == before);
  CHECK(name_of(current_context()) == "sentinel");
}

TEST_CASE("Ids are unique and grow in the order of making") {
  const context_ptr a = context::make("A");
  const context_ptr b = context::make("A");
  CHECK(b->id() == a->id() + 1);
  CHECK_FALSE(a == b);  // contexts are objects: two of one name differ
}

TEST_CASE("A child keeps its parent alive, and a very long line of ancestors ends without recursion") {
  const std::int64_t before = context::alive();
  context_ptr last = context::make("root");
  for (int i = 0; i != 200'000; ++i) last = context::make("child", last);
  CHECK(context::alive() == before + 200'001);
  last = nullptr;
  CHECK(context::alive() == before);
}

TEST_CASE("A line of ancestors ends only where something else holds it") {
  const std::int64_t before = context::alive();
  const context_ptr root = context::make("root");
  const context_ptr middle = context::make("middle", root);
  context_ptr leaf = context::make("leaf", context::make("branch", middle));
  CHECK(context::alive() == before + 4);
  leaf = nullptr;
  CHECK(context::alive() == before + 2);
  CHECK(middle->parent() == root.get());
}

TEST_CASE("An entered context is finished when its scope has been left, a preserved one is not") {
  const context_ptr a = context::make("A");
  const context_ptr b = context::make("B");
  {
    const entered_scope in{context_ptr(a)};
    const preserved_scope other{context_ptr(b)};
    CHECK_FALSE(a->finished());
    CHECK(current_context() == b.get());
  }
  CHECK(a->finished());
  CHECK_FALSE(b->finished());
  CHECK(current_context() == nullptr);
}

TEST_CASE("A scope puts back what it found, whoever else holds its context") {
  const context_ptr a = context::make("A");
  const preserved_scope outer(context::make("outer"));
  { const preserved_scope in(a); }
  CHECK(name_of(current_context()) == "outer");
  { const entered_scope in(a); }
  CHECK(name_of(current_context()) == "outer");
}

TEST_CASE("A scope puts back what it found, also on the way of an exception") {
  observed_warnings warned;
  const entered_scope in(context::make("A"));
  try {
    const preserved_scope nobody(nullptr);
    CHECK(current_context() == nullptr);
    throw 1;
  } catch (int) {
    CHECK(name_of(current_context()) == "A");
  }
  CHECK(warned.texts.empty());
}

TEST_CASE("A scope left in the sentinel says that its context was lost") {
  observed_warnings warned;
  {
    const entered_scope in(context::make("A"));
    switch_context(nullptr);
  }
  CHECK(warned.texts == words{"lost A"});
  CHECK(current_context() == nullptr);
}

TEST_CASE(
    "A scope left in another context says which was expected and which was found, and restores all "
    "the same") {
  observed_warnings warned;
  const preserved_scope outside(context::make("O"));
  {
    const entered_scope in(context::make("A"));
    switch_context(context::make("B"));
  }
  CHECK(warned.texts == words{"found A B"});
  CHECK(name_of(current_context()) == "O");
}

TEST_CASE("A scope of the sentinel expects the sentinel") {
  observed_warnings warned;
  { const preserved_scope nobody(nullptr); }
  CHECK(warned.texts.empty());
  {
    const preserved_scope nobody(nullptr);
    switch_context(context::make("B"));
  }
  CHECK(warned.texts == words{"found sentinel B"});
}

TEST_CASE(
    "Leaving a scope restores first, which may say restart-finished, and then says what was "
    "found") {
  observed_warnings warned;
  const context_ptr a = context::make("A");
  {
    const preserved_scope outside{context_ptr(a)};
    {
      const preserved_scope in(context::make("B"));
      a->finish();
      switch_context(context::make("C"));
    }
    CHECK(warned.texts == words{"restart-finished A", "found B C"});
    warned.texts.clear();
  }
  CHECK(warned.texts.empty());  // leaving A for the sentinel restarts nothing
}

TEST_CASE("Entering a finished context says restart-finished") {
  observed_warnings warned;
  const context_ptr a = context::make("A");
  { const entered_scope in{context_ptr(a)}; }
  { const preserved_scope again{context_ptr(a)}; }
  CHECK(warned.texts == words{"restart-finished A"});
}

TEST_CASE("A switch to the context that is current already is none, and restarts nothing") {
  observed_warnings warned;
  observed_switches switches;
  const context_ptr a = context::make("A");
  const preserved_scope in{context_ptr(a)};
  a->finish();
  switch_context(context_ptr(a));
  { const preserved_scope same{context_ptr(a)}; }
  CHECK(warned.texts.empty());
  CHECK(switches.texts == words{"sentinel > A"});
}

TEST_CASE("A scope is left before its context is finished: one that stays current may stay") {
  // `with A` inside A, where both are the same object: what is restored is not finished yet.
  observed_warnings warned;
  const context_ptr a = context::make("A");
  const preserved_scope outside{context_ptr(a)};
  { const entered_scope in{context_ptr(a)}; }
  CHECK(a->finished());
  CHECK(warned.texts.empty());
}

TEST_CASE("Every change of the current context is seen, in order") {
  observed_switches switches;
  {
    const entered_scope a(context::make("A"));
    const entered_scope nested(context::make("A-x", context_ptr(current_context())));
    const preserved_scope nobody(nullptr);
  }
  CHECK(switches.texts ==
        words{"sentinel > A", "A > A-x", "A-x > sentinel", "sentinel > A-x", "A-x > A", "A > sentinel"});
}

TEST_CASE("A switch is plain from the sentinel, where nobody has to be told of it") {
  const context_ptr a = context::make("A");
  CHECK(switch_is_plain(a.get()));
  {
    const observed_switches observed;
    CHECK_FALSE(switch_is_plain(a.get()));
  }
  {
    const preserved_scope elsewhere(context::make("B"));
    CHECK_FALSE(switch_is_plain(a.get()));
  }
  a->finish();
  CHECK(switch_is_plain(a.get()));
  const observed_warnings would_warn;
  CHECK_FALSE(switch_is_plain(a.get()));
}

TEST_CASE("A scope leaves no context behind, whatever was switched inside it") {
  const std::int64_t before = context::alive();
  {
    const entered_scope a(context::make("A"));
    const entered_scope b(context::make("B", context_ptr(current_context())));
    switch_context(context::make("C"));
    switch_context(context::make("D"));
  }
  CHECK(context::alive() == before);
}

TEST_CASE("A log line is charged to the current context, unless a scheme knows better") {
  observed_lines lines;
  log_line("before");
  const entered_scope in(context::make("A"));
  log_line("inside");
  log_line("against nobody", nullptr);
  CHECK(lines.texts == words{"before: sentinel", "inside: A", "against nobody: sentinel"});
}

TEST_CASE("A log sink that throws fails its line once, and the code that logged goes on") {
  struct throwing final : log_sink {
    int lines = 0;
    void line(const context*, std::string_view) override {
      if (++lines == 1) throw std::runtime_error("no room");
    }
  } sink;
  observed_failures failures;
  log_sink* const outer = install_log_sink(&sink);
  {
    const preserved_scope in{context::make("r1")};
    log_line("lost");
    log_line("written");
  }
  install_log_sink(outer);
  CHECK(sink.lines == 2);
  CHECK(failures.texts == words{"a log line of r1 was not written: no room"});
}

TEST_CASE("A scope that dies on another thread says so there, once, and changes nothing", "[threads]") {
  check_crossed_scope<entered_scope>();
  check_crossed_scope<preserved_scope>();
}

// What is written on standard error while it lives.
class standard_error {
 public:
  standard_error() : into_(std::tmpfile()), before_(dup(STDERR_FILENO)) { dup2(fileno(into_), STDERR_FILENO); }
  standard_error(const standard_error&) = delete;
  standard_error& operator=(const standard_error&) = delete;
  ~standard_error() {
    dup2(before_, STDERR_FILENO);
    close(before_);
    std::fclose(into_);
  }
  std::string text() const {
    std::fflush(stderr);
    std::string all(static_cast<std::size_t>(lseek(fileno(into_), 0, SEEK_END)), '\0');
    const auto read = pread(fileno(into_), all.data(), all.size(), 0);
    all.resize(static_cast<std::size_t>(std::max<ssize_t>(read, 0)));
    return all;
  }

 private:
  std::FILE* into_;
  int before_;
};

TEST_CASE("Where no probe hears that a scope died on another thread, it stands on standard error", "[threads]") {
  const std::int64_t before = context::alive();
  context_ptr a = context::make("A");
  auto scope = std::make_unique<entered_scope>(a);
  auto cleared = std::make_unique<preserved_scope>(context_ptr());
  std::string said;
  std::thread([&] {
    const standard_error heard;
    cleared.reset();
    scope.reset();
    said = heard.text();
  }).join();
  CHECK(said ==
        "the scope of sentinel died on another thread than the one on which it was made\n"
        "the scope of A died on another thread than the one on which it was made\n");
  CHECK(current_context() == nullptr);    // as the cleared scope had made it
  a->release(entered_scope::references);  // what the scopes held
  a = nullptr;
  CHECK(context::alive() == before);
}

}  // namespace
}  // namespace ctxlab
