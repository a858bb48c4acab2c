// What the service keeps.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace ctxlab::service {

struct message {
  std::int64_t id;
  std::string author, text;
};

// What a database says when it fails.
struct database_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace ctxlab::service
