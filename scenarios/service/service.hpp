// One service under one scheme: requests come in, are given a context of their name, and handled.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "scenarios/service/http.hpp"
#include "scenarios/service/truth.hpp"

namespace ctxlab::service {

enum class telling { idiomatic, naive };

class service {
 public:
  virtual ~service() = default;
  // A turn for one request; `respond` is called once.
  virtual void handle(http_request asked, http_server::respond respond) = 0;
  // The client of a connection is gone: what is only for it is cancelled.
  virtual void left(std::uint64_t connection) = 0;
  // No request comes any more: long polls end, and background work goes on to its end.
  virtual void stop() = 0;
  // What was counted, as JSON.
  virtual std::string figures() const = 0;
};

struct wish {
  std::string scheme;
  telling as = telling::idiomatic;
  std::string database;  // see storage
  std::size_t connections = 2, most_waiting = 512;
};

// Requires: the scheme is one of scheme_cards(). Throws database_error. The reactor makes no turn when it is gone, and
// outlives it.
std::unique_ptr<service> make_service(asio_reactor& home, const wish& what);

}  // namespace ctxlab::service
