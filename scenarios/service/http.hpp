// Requests and answers, and a server for them, which knows nothing of contexts.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "schemes/runtime/reactor/asio_reactor.hpp"

namespace ctxlab::service {

struct http_request {
  std::string method;
  std::vector<std::string> path;             // the parts between slashes, unescaped
  std::map<std::string, std::string> query;  // unescaped
  std::string body;
  std::string request_id, traceparent;  // the headers; empty where there are none
  std::uint64_t connection;             // on which it came
};

struct http_answer {
  int status = 200;
  std::string body = {};
  std::string content_type = "application/json";
  std::string retry_after = {};  // seconds, for 503
  std::string request_id = {};   // echoed
};

// Its bounds: what is over them is answered with 4xx, or the connection ends.
struct http_bounds {
  std::size_t body = 64 * 1024, header = 8 * 1024, headers = 64, url = 2048;  // bytes, and how many headers
  std::chrono::seconds next_request{30}, answering{120}, writing{10};
  std::size_t connections = 1024;
};

class http_server {
 public:
  using respond = std::function<void(http_answer)>;  // once
  using handler = std::function<void(http_request, respond)>;

  // Listens on 127.0.0.1, at any free port for 0. Each request is a turn of `home`'s; so is each news of a client that
  // has left with a request under way, by its connection. Throws std::runtime_error.
  http_server(asio_reactor& home, std::uint16_t port, http_bounds within, handler handle,
              std::function<void(std::uint64_t connection)> left);
  ~http_server();

  std::uint16_t port() const;
  // Takes no new requests. Those under way are answered.
  void close();

 private:
  struct server;
  std::unique_ptr<server> server_;
};

}  // namespace ctxlab::service
