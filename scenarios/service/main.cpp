// ctxlab-service: rooms with messages over HTTP, under a scheme.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <asio/signal_set.hpp>
#include <csignal>
#include <iostream>
#include <optional>

#include "scenarios/service/service.hpp"
#include "scenarios/suite/logger.hpp"
#include "schemes/runtime/accounting/accounting.hpp"
#include "schemes/runtime/context/log.hpp"
#include "schemes/scheme_card.hpp"

namespace {

using namespace ctxlab;

// As a log search takes them: the fields of the Elastic Common Schema.
constexpr const char* ecs =
    R"({"@timestamp":"%Y-%m-%dT%H:%M:%S.%eZ","log.level":"%l","ecs.version":"8.11.0","service.name":"ctxlab",%E,"message":%V})";

class written_lines final : public log_sink, public unhandled_failure_sink {
 public:
  explicit written_lines(bool wanted)
      : logger_(make_logger("service", ecs, [wanted](std::string_view line) {
          if (wanted) std::cout << line << std::endl;
        })) {}
  void line(const context* charged, std::string_view text) override { log_for(*logger_, charged, text); }
  void unhandled(const failure& why) noexcept override {
    log_for(*logger_, why.raised_in().get(), "unhandled failure: " + why.reason());
  }

 private:
  std::shared_ptr<spdlog::logger> logger_;
};

int serve(const service::wish& what, std::uint16_t port, service::http_bounds within, bool quiet) {
  asio_reactor home;
  written_lines lines(!quiet);
  counter_clock clock;
  const accounting_by<counter_clock> charges(clock);
  install_log_sink(&lines);
  install_unhandled_failure_sink(&lines);
  std::unique_ptr<service::service> it = service::make_service(home, what);
  service::http_server server(
      home, port, within,
      [&](service::http_request asked, service::http_server::respond answer) {
        it->handle(std::move(asked), std::move(answer));
      },
      [&](std::uint64_t connection) { it->left(connection); });
  std::cerr << fmt::format("{}: listening on http://127.0.0.1:{}\n", what.scheme, server.port()) << std::flush;
  asio::signal_set signals(home.context(), SIGTERM, SIGINT);
  signals.async_wait([&](const std::error_code& ended, int) {
    if (ended) return;
    home.complete([&] {
      server.close();
      it->stop();
    });
  });
  home.run();
  std::cout << std::flush;
  install_log_sink(nullptr);
  install_unhandled_failure_sink(nullptr);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  CLI::App app{"Serves rooms with messages over HTTP, on this machine alone, under a scheme.", "ctxlab-service"};
  service::wish what{.scheme = std::string(scheme_cards().front().name), .database = "messages.sqlite"};
  std::vector<std::string> schemes;
  for (const scheme_card& each : scheme_cards()) schemes.emplace_back(each.name);
  std::uint16_t port = 8080;
  int patience = 30;
  bool naive = false, quiet = false;
  app.add_option("--scheme", what.scheme, "The scheme")->check(CLI::IsMember(schemes))->capture_default_str();
  app.add_option("--port", port, "Where it listens; 0 for any free port")->capture_default_str();
  app.add_option("--database", what.database,
                 "A file of SQLite, or postgres: and a connection string, such as postgres:host=/tmp")
      ->capture_default_str();
  app.add_option("--patience", patience, "For how many seconds a client may be silent, or send one request")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  app.add_flag("--naive", naive, "Each handler with one mistake");
  app.add_flag("--quiet", quiet, "No log lines");
  app.footer("Example:\n  ctxlab-service --scheme preserve-caller --port 8080");
  CLI11_PARSE(app, count, words);
  what.as = naive ? service::telling::naive : service::telling::idiomatic;
  try {
    return serve(what, port, {.next_request = std::chrono::seconds(patience)}, quiet);
  } catch (const std::exception& wrong) {
    std::cerr << "ctxlab-service: " << wrong.what() << '\n';
    return 1;
  }
}
