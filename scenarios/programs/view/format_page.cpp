#include "scenarios/programs/view/format_page.hpp"

#include "scenarios/programs/format/grammar.hpp"

namespace ctxlab::programs {
namespace {

constexpr std::string_view head = R"(# The words of the format

Made by `build/ctxlab show --format > scenarios/programs/FORMAT.md` from `format/grammar.hpp`. What schemes, deferreds
and the collector make of a program, and the events of its trace, are in the definition,
[conformance/FORMAT.md](conformance/FORMAT.md).

`L` is a text; `C` the name of a context, `S` a suffix of one, `X` of an exception, `Q` of a queue, `V` of a variable,
`F` of a function; `T` a time, `A` and `B` times, `N` a number; `E` an expression, `[...]` a list of statements.
)";

std::string_view place_of(const syntax_row& row) {
  switch (row.where) {
    case allowed::in_coroutines: return " In coroutines.";
    case allowed::last_in_plain: return " In plain functions, last.";
    case allowed::everywhere: break;
  }
  return "";
}

template <class Rows>
void add_table(std::string& page, std::string_view title, const Rows& rows) {
  ((page += "\n## ") += title) += "\n| written | meaning | in pseudo-code |\n| --- | --- | --- |\n";
  for (const syntax_row& row : rows) {
    (page += "| `" + form_of(row) + "` | ") += row.meaning;
    ((page += place_of(row)) += " | `") += row.pseudo_code;
    page += "` |\n";
  }
}

}  // namespace

std::string format_page() {
  std::string page(head);
  add_table(page, "Statements", statements);
  add_table(page, "Expressions, each a deferred", expressions);
  return page;
}

}  // namespace ctxlab::programs
