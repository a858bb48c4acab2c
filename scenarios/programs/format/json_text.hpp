// JSON as text that people wrote: what is wrong with it, and on which line a place in it stands.
#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ctxlab::programs {

// What is wrong, in one line, and where: `place` is a JSON pointer, or empty where the text is no JSON at all; `line`
// counts from 1 within the text.
struct bad_text : std::runtime_error {
  bad_text(std::size_t line_of_text, std::string pointer, const std::string& what)
      : std::runtime_error(what), line(line_of_text), place(std::move(pointer)) {}
  std::size_t line;
  std::string place;
};

// Throws bad_text for text that is not JSON or not UTF-8, is nested too deep, or says a key twice in one object.
nlohmann::json read_json(std::string_view text);

// The lines on which the values at JSON pointers start, read in one go. Requires: read_json accepts the text. Those
// that are not there are left out.
std::map<std::string, std::size_t> lines_of(std::string_view text, const std::set<std::string>& pointers);
// Of one; 1 if there is none.
std::size_t line_of(std::string_view text, const std::string& pointer);

// A key or index as a step of a JSON pointer: "/" and the escaped key.
std::string pointer_step(std::string_view key);

}  // namespace ctxlab::programs
