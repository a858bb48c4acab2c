// Programs in files: lines of a .jsonl, a .json of one program, or standard input.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "scenarios/programs/format/json_text.hpp"
#include "scenarios/programs/format/program.hpp"

namespace ctxlab::programs {

// One program, with what its file says of it.
struct entry {
  std::string file;
  std::size_t line = 1;
  std::string id;
  program compiled;
  nlohmann::json text;    // of the program
  nlohmann::json traces;  // recorded, by scheme; null if the file has none
  std::string source;     // all of the text that it was read from, from `line` on
  std::string at;         // the JSON pointer to the program in that; "-" if the program is no JSON there

  // The lines of the file on which parts of the program, given by their pointers in that, stand.
  std::map<std::string, std::size_t> lines_of_parts(const std::vector<std::string>& pointers) const;
};

// A file that cannot be read.
struct unreadable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Reads `file` ("-": standard input) and hands on each program as it comes, and for each that is wrong one line:
// FILE:LINE: PLACE: what was expected. A file whose name ends with .json is one program: bare, or as "program" beside
// other fields, those of a line of a .jsonl or of a story; without "id", its id is the file's name. Standard input is
// that if its first line does not end with a brace. A line with nothing on it is passed over. Throws unreadable.
void read_entries(const std::string& file, const std::function<void(entry&&)>& good,
                  const std::function<void(const std::string&)>& bad);

// A program that is written as a text of the fragment (fragment.hpp). Throws bad_text.
entry entry_of(std::string_view fragment);

// Reads one program from text, in JSON; the program may be a string, a text of the fragment. `line` is the number of
// its first line; with `bare`, a bare program is accepted. Throws bad_text, its line counted from that.
entry read_entry(std::string_view text, const std::string& file, std::size_t line, bool bare);

// The line that read_entries hands on.
std::string complaint(const std::string& file, const bad_text& about);

}  // namespace ctxlab::programs
