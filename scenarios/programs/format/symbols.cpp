#include "scenarios/programs/format/symbols.hpp"

namespace ctxlab::programs {

const std::string& text_in(const json& value, const place& here, std::string_view what) {
  if (!value.is_string()) here.wrong("expected " + std::string(what) + ", which is text, found " + what_it_is(value));
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() > text_bounds::name_bytes)
    here.wrong("expected " + std::string(what) + " of at most " + std::to_string(text_bounds::name_bytes) +
               " bytes, found " + std::to_string(text.size()));
  return text;
}

std::int64_t number_in(const json& value, const place& here, std::string_view what, std::int64_t least,
                       std::int64_t most) {
  if (!value.is_number_integer())
    here.wrong("expected " + std::string(what) + ", a whole number, found " + what_it_is(value));
  const bool too_large = value.is_number_unsigned() ? value.get<std::uint64_t>() > static_cast<std::uint64_t>(most)
                                                    : value.get<std::int64_t>() > most;
  if (too_large || value.get<std::int64_t>() < least)
    here.wrong("expected " + std::string(what) + " from " + std::to_string(least) + " to " + std::to_string(most) +
               ", found " + value.dump());
  return value.get<std::int64_t>();
}

std::uint32_t numbered_names::number(const json& value, const place& here) {
  const auto [found, is_new] = numbers_.try_emplace(text_in(value, here, noun_of(kind_)), count());
  if (is_new && count() > text_bounds::variables)
    here.wrong("too many " + std::string(several_) + "; expected at most " + std::to_string(text_bounds::variables) +
               " in a function");
  return found->second;
}

name symbols::interned(const std::string& text) {
  const auto [found, is_new] = interned_.try_emplace(text, static_cast<name>(names_.size()));
  if (is_new) names_.push_back(text);
  return found->second;
}

// A context of that name could not be told from none.
name symbols::context(const json& value, const place& here) {
  const name called = named(value, here, operand::context);
  if (called == sentinel_name)
    here.wrong(
        "a context cannot be named \"sentinel\", which is what no context at all is called; expected another name" +
        std::string(", or null after \"preserve\" for the sentinel"));
  contexts_.insert(called);
  return called;
}

name symbols::owner(const json& value, const place& here) {
  if (value.is_null()) return sentinel_name;
  const name called = named(value, here, operand::owner);
  owners_.emplace_back(called, here.pointer());
  return called;
}

void symbols::check_owners() const {
  std::vector<std::string_view> known;
  for (const name each : contexts_) known.push_back(names_[each]);
  for (const auto& [called, where] : owners_)
    if (!contexts_.contains(called))
      throw bad_text(1, where,
                     "no context is named " + in_quotes(names_[called]) +
                         "; expected one that is entered in the program, or null for nobody" +
                         did_you_mean(names_[called], known));
}

std::uint32_t symbols::queue(const json& value, const place& here) {
  return queues_.try_emplace(text_in(value, here, noun_of(operand::queue)), queues()).first->second;
}

void symbols::declare_function(const std::string& called) {
  functions_.emplace(called, static_cast<std::uint32_t>(functions_.size()));
}

std::uint32_t symbols::function(const json& value, const place& here) const {
  const std::string& called = text_in(value, here, noun_of(operand::function));
  const auto found = functions_.find(called);
  if (found != functions_.end()) return found->second;
  std::vector<std::string_view> known;
  for (const auto& [each, ignored] : functions_) known.push_back(each);
  here.wrong("no function is named " + in_quotes(called) + did_you_mean(called, known));
}

}  // namespace ctxlab::programs
