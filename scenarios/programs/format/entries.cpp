#include "scenarios/programs/format/entries.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "scenarios/programs/format/bounds.hpp"
#include "scenarios/programs/format/fragment.hpp"
#include "scenarios/programs/format/nearest.hpp"
#include "scenarios/programs/format/reader.hpp"

namespace ctxlab::programs {

using nlohmann::json;

namespace {

std::string file_name(const std::string& file) { return file == "-" ? "standard input" : file; }

// Takes a line, or all that is left, up to text_bounds::line_bytes; says whether there was anything. What goes beyond
// is passed over and not kept.
bool take(std::istream& from, std::string& into, bool whole_text, bool& too_long) {
  into.clear();
  too_long = false;
  std::streambuf& source = *from.rdbuf();
  constexpr int end = std::streambuf::traits_type::eof();
  int c = source.sbumpc();
  if (c == end) return false;
  for (; c != end && (whole_text || c != '\n'); c = source.sbumpc()) {
    if (into.size() < text_bounds::line_bytes)
      into += static_cast<char>(c);
    else
      too_long = true;
  }
  return true;
}

bool blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

[[noreturn]] void wrong_line(std::size_t line, const std::string& what) { throw bad_text(line, "", what); }

std::vector<term> parse_at(const std::string& place, std::string_view fragment) {
  try {
    return parse(fragment);
  } catch (const bad_text& wrong) {
    throw bad_text(1, place, wrong.what());
  }
}

}  // namespace

std::string complaint(const std::string& file, const bad_text& about) {
  return file_name(file) + ":" + std::to_string(about.line) + ": " + (about.place.empty() ? "" : about.place + ": ") +
         about.what();
}

std::map<std::string, std::size_t> entry::lines_of_parts(const std::vector<std::string>& pointers) const {
  std::set<std::string> within;
  const bool all_on_one = at == "-" || source.find('\n') == source.npos;
  if (!all_on_one)
    for (const std::string& each : pointers) within.insert(at + each);
  const auto found = lines_of(source, within);
  std::map<std::string, std::size_t> lines;
  for (const std::string& each : pointers) {
    const auto at_it = found.find(at + each);
    lines[each] = at_it == found.end() ? line : line + at_it->second - 1;
  }
  return lines;
}

entry entry_of(std::string_view fragment) {
  entry it;
  it.file = it.id = it.source = fragment;
  it.at = "-";
  it.text = as_json(parse(fragment));
  it.compiled = read_program(it.text, "");
  return it;
}

entry read_entry(std::string_view text, const std::string& file, std::size_t line, bool bare) {
  entry it;
  it.file = file;
  it.line = line;
  it.source = text;
  try {
    json document = read_json(text);
    if (!document.is_object()) throw bad_text(1, "", "expected an object with \"id\" and \"program\"");
    if (bare) it.id = file == "-" ? "program" : std::filesystem::path(file).stem().string();
    if (bare && !document.contains("program")) {
      it.compiled = read_program(document, "");
      it.text = std::move(document);
      return it;
    }
    static constexpr std::string_view fields[] = {"id", "program"};
    for (const std::string_view each : fields) {
      if (document.contains(each) || (bare && each == "id")) continue;
      std::string hint;
      for (const auto& [key, value] : document.items())
        if (key != "id" && key != "program" && hint.empty())
          if (const std::string_view meant = nearest(key, fields); meant == each)
            hint = "; did you mean it by " + in_quotes(key) + "?";
      throw bad_text(1, "", "the field " + in_quotes(each) + " is missing" + hint);
    }
    if (document.contains("id")) {
      if (!document["id"].is_string()) throw bad_text(1, "/id", "expected the program's id, which is text");
      it.id = document["id"].get<std::string>();
    }
    it.text = std::move(document["program"]);
    it.at = it.text.is_string() ? "-" : "/program";
    if (it.text.is_string()) it.text = as_json(parse_at("/program", it.text.get_ref<const std::string&>()));
    it.compiled = read_program(it.text, "/program");
    if (document.contains("traces")) it.traces = std::move(document["traces"]);
  } catch (const bad_text& wrong) {
    const std::size_t within = wrong.place.empty() ? wrong.line : line_of(text, wrong.place);
    throw bad_text(line + within - 1, wrong.place, wrong.what());
  }
  return it;
}

void read_entries(const std::string& file, const std::function<void(entry&&)>& good,
                  const std::function<void(const std::string&)>& bad) {
  std::ifstream opened;
  if (file != "-") {
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored))
      throw unreadable(file + " is a folder; expected a file of programs");
    opened.open(file, std::ios::binary);
    if (!opened) throw unreadable("cannot read " + file + ": " + std::strerror(errno));
  }
  std::istream& from = file == "-" ? std::cin : opened;
  bool single = file.ends_with(".json");
  std::string text;
  bool too_long = false;
  for (std::size_t line = 1; take(from, text, single, too_long); ++line) {
    if (line == 1 && file == "-" && !single && text.find_last_of('}') != text.find_last_not_of(" \t\r")) {
      single = true;
      std::string rest;
      bool rest_too_long = false;
      if (take(from, rest, true, rest_too_long)) text += '\n' + rest;
      too_long = too_long || rest_too_long || text.size() > text_bounds::line_bytes;
    }
    try {
      if (too_long)
        wrong_line(line, "too long; expected at most " + std::to_string(text_bounds::line_bytes) + " bytes a program");
      if (blank(text)) {
        if (single) wrong_line(line, "nothing there; expected a program");
        continue;
      }
      good(read_entry(text, file, line, single));
    } catch (const bad_text& wrong) {
      bad(complaint(file, wrong));
    }
  }
}

}  // namespace ctxlab::programs
