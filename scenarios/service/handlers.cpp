#include "scenarios/service/handlers.hpp"

namespace ctxlab::service {

std::optional<message> message_in(const std::string& body) {
  const auto given = nlohmann::json::parse(body, nullptr, false);
  if (!given.is_object()) return std::nullopt;
  const auto author = given.find("author"), text = given.find("text");
  if (author == given.end() || text == given.end() || !author->is_string() || !text->is_string()) return std::nullopt;
  return message{0, *author, *text};
}

}  // namespace ctxlab::service
