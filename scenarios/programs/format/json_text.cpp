#include "scenarios/programs/format/json_text.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "scenarios/programs/format/bounds.hpp"
#include "scenarios/programs/format/nearest.hpp"

namespace ctxlab::programs {

using nlohmann::json;

namespace {

std::size_t line_at(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

std::size_t column_at(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const std::size_t newline = before.rfind('\n');
  return newline == before.npos ? offset + 1 : offset - newline;
}

// What the parser passes over in silence and the walker would not: it ends at a zero byte, whatever follows, and skips
// a byte order mark.
void check_bytes(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf"))
    throw bad_text(1, "", "a byte order mark at column 1; expected UTF-8 without one");
  const std::size_t zero = text.find('\0');
  if (zero != text.npos)
    throw bad_text(line_at(text, zero), "",
                   "not JSON at column " + std::to_string(column_at(text, zero)) + ": a zero byte; expected text");
}

void check_nesting(std::string_view text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i != text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\' && i + 1 != text.size())
        ++i;
      else if (c == '"')
        in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > text_bounds::json_nesting)
        throw bad_text(
            line_at(text, i), "",
            "nested too deep; expected at most " + std::to_string(text_bounds::json_nesting) + " levels of JSON");
    } else if ((c == ']' || c == '}') && depth) {
      --depth;
    }
  }
}

// Walks over the tokens of valid JSON with the pointer of each value.
class walker {
 public:
  explicit walker(std::string_view text) : text_(text) {}

  // Calls visit(offset, pointer) at the start of each value, and repeated(offset, pointer, key) for a key that its
  // object has had already. Ends early once visit says so.
  template <class Visit, class Repeated>
  void walk(Visit visit, Repeated repeated) {
    struct level {
      bool is_object;
      std::size_t pointer_length;
      std::size_t index = 0;
      std::set<std::string, std::less<>> keys;
    };
    std::vector<level> open;
    bool value_next = true;
    for (std::size_t i = 0; i < text_.size();) {
      const char c = text_[i];
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ':') {
        ++i;
      } else if (c == ',') {
        level& in = open.back();
        pointer_.resize(in.pointer_length);
        if (!in.is_object) pointer_ += pointer_step(std::to_string(++in.index));
        value_next = !in.is_object;
        ++i;
      } else if (c == '}' || c == ']') {
        pointer_.resize(open.back().pointer_length);
        open.pop_back();
        ++i;
      } else if (!value_next) {
        const std::size_t end = token_end(i);
        std::string key = json::parse(text_.substr(i, end - i)).get<std::string>();
        pointer_ += pointer_step(key);
        if (!open.back().keys.insert(key).second) repeated(i, pointer_, key);
        value_next = true;
        i = end;
      } else {
        if (visit(i, pointer_)) return;
        if (c == '{' || c == '[') {
          open.push_back({c == '{', pointer_.size(), 0, {}});
          if (c == '[') pointer_ += pointer_step("0");
          value_next = c == '[';
          ++i;
        } else {
          i = token_end(i);
        }
      }
    }
  }

 private:
  std::size_t token_end(std::size_t start) const {
    if (text_[start] != '"') {
      const std::size_t end = text_.find_first_of(",]} \t\r\n", start);
      return end == text_.npos ? text_.size() : end;
    }
    std::size_t i = start + 1;
    while (text_[i] != '"') i += text_[i] == '\\' ? 2 : 1;
    return i + 1;
  }

  std::string_view text_;
  std::string pointer_;
};

std::string in_plain_words(std::string_view from_parser) {
  for (const std::string_view before : {"syntax error while parsing ", "error: "}) {
    const std::size_t at = from_parser.find(before);
    if (at != from_parser.npos) from_parser.remove_prefix(at + before.size());
  }
  const std::size_t quote = from_parser.find("; last read");
  std::string it(from_parser.substr(0, quote));
  const std::size_t expected = from_parser.find("; expected");
  if (quote != from_parser.npos && expected != from_parser.npos && expected > quote) it += from_parser.substr(expected);
  return it;
}

}  // namespace

std::string pointer_step(std::string_view key) {
  std::string it = "/";
  for (const char c : key) {
    if (c == '~')
      it += "~0";
    else if (c == '/')
      it += "~1";
    else
      it += c;
  }
  return it;
}

json read_json(std::string_view text) {
  check_bytes(text);
  check_nesting(text);
  json it;
  try {
    it = json::parse(text);
  } catch (const json::parse_error& e) {
    const std::size_t at = e.byte ? e.byte - 1 : 0;
    const bool encoding = std::string_view(e.what()).find("UTF-8") != std::string_view::npos;
    throw bad_text(line_at(text, at), "",
                   std::string(encoding ? "not UTF-8" : "not JSON") + " at column " +
                       std::to_string(column_at(text, at)) + ": " +
                       (encoding ? "expected text in UTF-8" : in_plain_words(e.what())));
  } catch (const json::exception& e) {  // a number that no double holds
    throw bad_text(1, "", std::string("not JSON that can be used: ") + in_plain_words(e.what()));
  }
  walker(text).walk([](std::size_t, const std::string&) { return false; },
                    [&](std::size_t offset, const std::string& place, const std::string& key) {
                      throw bad_text(line_at(text, offset), place,
                                     "the key " + in_quotes(key) + " again; expected each key once");
                    });
  return it;
}

std::map<std::string, std::size_t> lines_of(std::string_view text, const std::set<std::string>& pointers) {
  std::map<std::string, std::size_t> lines;
  std::size_t line = 1, counted = 0;
  walker(text).walk(
      [&](std::size_t offset, const std::string& place) {
        if (!pointers.contains(place)) return false;
        line += line_at(text.substr(counted), offset - counted) - 1;
        counted = offset;
        lines.emplace(place, line);
        return lines.size() == pointers.size();
      },
      [](std::size_t, const std::string&, const std::string&) {});
  return lines;
}

std::size_t line_of(std::string_view text, const std::string& pointer) {
  const auto found = lines_of(text, {pointer});
  return found.empty() ? 1 : found.begin()->second;
}

}  // namespace ctxlab::programs
