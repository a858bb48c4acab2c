#include "scenarios/service/handlers.hpp"

namespace ctxlab::service {

nlohmann::json newest_of_each(const std::vector<std::string>& of, const std::vector<deferred>& parts) {
  nlohmann::json all = nlohmann::json::object();
  for (std::size_t i = 0; i != of.size(); ++i) {
    const page got = parts[i].outcome().value<page>();
    all[of[i]] = got->empty() ? nlohmann::json() : as_json(got->back());
  }
  return all;
}

std::optional<message> message_in(const std::string& body) {
  const auto given = nlohmann::json::parse(body, nullptr, false);
  if (!given.is_object()) return std::nullopt;
  const auto author = given.find("author"), text = given.find("text");
  if (author == given.end() || text == given.end() || !author->is_string() || !text->is_string()) return std::nullopt;
  return message{0, *author, *text};
}

}  // namespace ctxlab::service
