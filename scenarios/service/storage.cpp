#include "scenarios/service/storage.hpp"

namespace ctxlab::service {
namespace {

constexpr std::string_view postgres_prefix = "postgres:";

}  // namespace

storage::storage(asio_reactor& home, const std::string& where, std::size_t connections, std::size_t most_waiting)
    : home_(home), on_threads_(most_waiting), on_reactor_(most_waiting), threads_(connections) {
  const bool is_postgres = where.starts_with(postgres_prefix);
  for (std::size_t i = 0; i != connections; ++i) {
    if (is_postgres)
      on_reactor_.add(*postgres_.emplace_back(std::make_unique<postgres>(home, where.substr(postgres_prefix.size()))));
    else
      on_threads_.add(*sqlite_.emplace_back(std::make_unique<sqlite>(where)));
  }
}

}  // namespace ctxlab::service
