// The page of the format is what the grammar says, and the grammar has the words of the definition.
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "scenarios/programs/format/grammar.hpp"
#include "scenarios/programs/view/format_page.hpp"
#include "schemes/runtime/testing/catch.hpp"

namespace ctxlab::programs {
namespace {

std::string text_of(const std::string& file) {
  std::ifstream in("scenarios/programs/" + file);
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The words that begin a row of the table below `title`: each `{"WORD": ` in its first column.
std::set<std::string> defined(const std::string& page, const std::string& title) {
  std::set<std::string> words;
  const std::size_t begin = page.find("\n## " + title), end = page.find("\n## ", begin + 1);
  REQUIRE(begin != page.npos);
  for (std::size_t line = page.find("\n| `{", begin); line < end; line = page.find("\n| `{", line + 1)) {
    const std::size_t column = page.find(" | ", line + 3);
    for (std::size_t open = page.find("`{\"", line); open < column; open = page.find("`{\"", open + 1))
      words.insert(page.substr(open + 3, page.find('"', open + 3) - open - 3));
  }
  return words;
}

template <class Words>
std::set<std::string> known(const Words& words) {
  return {words.begin(), words.end()};
}

}  // namespace

TEST_CASE("the page of the format is the one that the grammar makes") {
  CHECK(text_of("FORMAT.md") == format_page());  // otherwise: build/ctxlab show --format > scenarios/programs/FORMAT.md
}

TEST_CASE("the grammar has the words of the definition, and no other") {
  const std::string definition = text_of("conformance/FORMAT.md");
  CHECK(known(statement_words) == defined(definition, "Statements"));
  CHECK(known(expression_words) == defined(definition, "Expressions"));
}

TEST_CASE("every operand of every row has a noun and a form for the page") {
  for (const auto& rows : {std::span<const syntax_row>(statements), std::span<const syntax_row>(expressions)})
    for (const syntax_row& row : rows)
      for (std::size_t i = 0; i != row.field_count(); ++i) {
        INFO(row.fields[i].word);
        CHECK(!noun_of(row.fields[i].kind).empty());
      }
}

}  // namespace ctxlab::programs
