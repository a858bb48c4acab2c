#include "scenarios/service/http.hpp"

#include <restinio/all.hpp>

namespace ctxlab::service {
namespace {

// Tells of connections that end.
struct listener {
  std::function<void(std::uint64_t)> left;
  void state_changed(const restinio::connection_state::notice_t& notice) noexcept {
    if (restinio::holds_alternative<restinio::connection_state::closed_t>(notice.cause())) left(notice.connection_id());
  }
};

struct traits : restinio::default_single_thread_traits_t {
  using connection_state_listener_t = listener;
  static constexpr bool use_connection_count_limiter = true;
};

std::string header_of(const restinio::request_t& of, const char* name) {
  return std::string(of.header().get_field_or(name, ""));
}

std::string unescaped(restinio::string_view_t text) {
  return restinio::utils::unescape_percent_encoding<restinio::utils::relaxed_unescape_traits>(text);
}

std::vector<std::string> parts_of(restinio::string_view_t path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    path.remove_prefix(path.front() == '/');
    const auto end = std::min(path.find('/'), path.size());
    if (end) parts.push_back(unescaped(path.substr(0, end)));
    path.remove_prefix(end);
  }
  return parts;
}

// Throws std::exception for what cannot be unescaped.
http_request read(const restinio::request_t& from) {
  http_request it;
  it.method = from.header().method().c_str();
  it.path = parts_of(from.header().path());
  const auto query = restinio::parse_query<restinio::parse_query_traits::relaxed>(from.header().query());
  for (const auto& [key, value] : query) it.query.emplace(std::string(key), std::string(value));
  it.body = from.body();
  it.request_id = header_of(from, "X-Request-Id");
  it.traceparent = header_of(from, "traceparent");
  it.connection = from.connection_id();
  return it;
}

restinio::http_status_line_t status_line(int code) {
  static const std::map<int, std::string> reasons{{200, "OK"},
                                                  {201, "Created"},
                                                  {202, "Accepted"},
                                                  {204, "No Content"},
                                                  {400, "Bad Request"},
                                                  {404, "Not Found"},
                                                  {405, "Method Not Allowed"},
                                                  {413, "Content Too Large"},
                                                  {500, "Internal Server Error"},
                                                  {503, "Service Unavailable"}};
  const auto reason = reasons.find(code);
  return {restinio::http_status_code_t(static_cast<std::uint16_t>(code)),
          reason == reasons.end() ? "" : reason->second};
}

void answer(const restinio::request_handle_t& to, const http_answer& with) {
  auto response = to->create_response(status_line(with.status));
  response.append_header(restinio::http_field::content_type, with.content_type);
  if (!with.request_id.empty()) response.append_header("X-Request-Id", with.request_id);
  if (!with.retry_after.empty()) response.append_header(restinio::http_field::retry_after, with.retry_after);
  response.set_body(with.body);
  response.done();
}

}  // namespace

struct http_server::server {
  std::uint16_t port = 0;
  std::unique_ptr<restinio::http_server_t<traits>> http;
};

http_server::http_server(asio_reactor& home, std::uint16_t port, http_bounds within, handler handle,
                         std::function<void(std::uint64_t)> left) {
  const auto told = std::make_shared<listener>();
  told->left = [&home, left = std::move(left)](std::uint64_t connection) {
    home.complete([left, connection] { left(connection); });
  };
  const auto serve = [&home, handle = std::move(handle)](const restinio::request_handle_t& request) {
    http_request it;
    try {
      it = read(*request);
    } catch (const std::exception&) {
      answer(request, {.status = 400, .body = R"({"error":"the URL cannot be read"})"});
      return restinio::request_accepted();
    }
    home.complete([handle, request, it = std::move(it)]() mutable {
      handle(std::move(it), [request](const http_answer& with) { answer(request, with); });
    });
    return restinio::request_accepted();
  };
  server_ = std::make_unique<server>();
  server_->http = std::make_unique<restinio::http_server_t<traits>>(
      restinio::external_io_context(home.context()), [&](auto& settings) {
        settings.port(port)
            .address("127.0.0.1")
            .acceptor_post_bind_hook([this](const auto& acceptor) { server_->port = acceptor.local_endpoint().port(); })
            .request_handler(serve)
            .connection_state_listener(told)
            .max_pipelined_requests(2)  // so that it reads on, and sees a client leave
            .max_parallel_connections(within.connections)
            .read_next_http_message_timelimit(within.next_request)
            .handle_request_timeout(within.answering)
            .write_http_response_timelimit(within.writing)
            .incoming_http_msg_limits(restinio::incoming_http_msg_limits_t{}
                                          .max_url_size(within.url)
                                          .max_field_name_size(within.header)
                                          .max_field_value_size(within.header)
                                          .max_field_count(within.headers)
                                          .max_body_size(within.body));
      });
  server_->http->open_sync();
}

http_server::~http_server() = default;

std::uint16_t http_server::port() const { return server_->port; }
void http_server::close() { server_->http->close_sync(); }

}  // namespace ctxlab::service
