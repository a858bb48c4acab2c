#include "scenarios/service/identity.hpp"

#include <algorithm>
#include <random>

namespace ctxlab::service {
namespace {

constexpr std::string_view hexadecimal = "0123456789abcdef";

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '-' || c == '_' || c == '.' || c == ':';
  });
}

bool is_hexadecimal(std::string_view text) { return text.find_first_not_of(hexadecimal) == text.npos; }

// "VERSION-TRACE-PARENT-FLAGS": https://www.w3.org/TR/trace-context/#traceparent-header
std::string_view trace_of(std::string_view traceparent) {
  constexpr std::size_t size = 2 + 1 + 32 + 1 + 16 + 1 + 2;
  const bool formed =
      traceparent.size() == size && traceparent[2] == '-' && traceparent[35] == '-' && traceparent[52] == '-';
  if (!formed || traceparent.substr(0, 2) == "ff") return {};
  const std::string_view trace = traceparent.substr(3, 32), parent = traceparent.substr(36, 16);
  const bool valid = is_hexadecimal(traceparent.substr(0, 2)) && is_hexadecimal(trace) && is_hexadecimal(parent) &&
                     is_hexadecimal(traceparent.substr(53)) && trace.find_first_not_of('0') != trace.npos &&
                     parent.find_first_not_of('0') != parent.npos;
  return valid ? trace : std::string_view();
}

std::string new_name() {
  static std::mt19937_64 random{std::random_device()()};
  std::string name(32, '0');
  for (char& each : name) each = hexadecimal[random() % 16];
  return name;
}

}  // namespace

std::string name_of_request(std::string_view request_id, std::string_view traceparent) {
  if (is_name(request_id)) return std::string(request_id);
  const std::string_view trace = trace_of(traceparent);
  return trace.empty() ? new_name() : std::string(trace);
}

}  // namespace ctxlab::service
