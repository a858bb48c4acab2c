#include "scenarios/service/postgres.hpp"

#include <endian.h>
#include <libpq-fe.h>
#include <unistd.h>

#include <algorithm>
#include <asio/posix/stream_descriptor.hpp>
#include <cstring>
#include <optional>

#include "schemes/runtime/coroutine/coroutine.hpp"
#include "schemes/runtime/reactor/use_deferred.hpp"

namespace ctxlab::service {
namespace {

// A driver knows no scheme.
struct driver {
  using activation = idle_activation;
};

// Two connections that make the table at the same time would be in each other's way.
constexpr const char* table =
    "BEGIN; SELECT pg_advisory_xact_lock(1); "
    "CREATE TABLE IF NOT EXISTS messages (id BIGSERIAL PRIMARY KEY, room BYTEA NOT NULL, author BYTEA NOT NULL, text "
    "BYTEA "
    "NOT NULL); CREATE INDEX IF NOT EXISTS of_room ON messages (room, id); COMMIT";

struct clear_result {
  void operator()(PGresult* of) const { PQclear(of); }
};
using rows = std::shared_ptr<const PGresult>;

std::int64_t number(const rows& of, int row, int column) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, PQgetvalue(of.get(), row, column), sizeof bytes);
  return static_cast<std::int64_t>(be64toh(bytes));
}
std::string text(const rows& of, int row, int column) {
  return {PQgetvalue(of.get(), row, column), static_cast<std::size_t>(PQgetlength(of.get(), row, column))};
}

}  // namespace

struct postgres::session {
  asio_reactor& home;
  std::string where;
  PGconn* connection = nullptr;
  std::optional<asio::posix::stream_descriptor> socket;  // a duplicate: libpq closes its own

  session(asio_reactor& at, std::string to) : home(at), where(std::move(to)) {}
  ~session() { end(); }

  void end() {
    socket.reset();
    PQfinish(std::exchange(connection, nullptr));
  }
  [[noreturn]] void fail() {
    std::string why = connection ? PQerrorMessage(connection) : "no memory";
    why.erase(std::remove(why.begin(), why.end(), '\n'), why.end());
    if (!connection || PQstatus(connection) != CONNECTION_OK) end();
    throw database_error("the database failed: " + why);
  }
  // libpq may have another socket after each step of connecting.
  void follow_socket() {
    socket.reset();
    const int own = dup(PQsocket(connection));
    if (own < 0) fail();
    socket.emplace(home.context(), own);
  }
  deferred until(asio::posix::stream_descriptor::wait_type what) {
    return socket->async_wait(what, use_deferred(home));
  }

  coroutine<driver> connect(driver) {
    connection = PQconnectStart(where.c_str());
    if (!connection || PQstatus(connection) == CONNECTION_BAD) fail();
    for (PostgresPollingStatusType next = PGRES_POLLING_WRITING; next != PGRES_POLLING_OK;) {
      if (next == PGRES_POLLING_FAILED) fail();
      follow_socket();
      const auto what = next == PGRES_POLLING_READING ? asio::posix::stream_descriptor::wait_read
                                                      : asio::posix::stream_descriptor::wait_write;
      deferred ready = until(what);
      co_await std::move(ready);
      next = PQconnectPoll(connection);
    }
    follow_socket();
    PQsetnonblocking(connection, 1);
    if (!PQsendQuery(connection, table)) fail();
    deferred made = receive({});
    co_await std::move(made);
  }

  // The last of the results of what was sent.
  coroutine<driver, rows> receive(driver) {
    while (const int left = PQflush(connection)) {
      if (left < 0) fail();
      deferred writable = until(asio::posix::stream_descriptor::wait_write);
      co_await std::move(writable);
    }
    rows last;
    std::string wrong;
    for (;;) {
      while (PQisBusy(connection)) {
        deferred readable = until(asio::posix::stream_descriptor::wait_read);
        co_await std::move(readable);
        if (!PQconsumeInput(connection)) fail();
      }
      PGresult* const one = PQgetResult(connection);
      if (!one) break;
      last = rows(one, clear_result());
      const ExecStatusType status = PQresultStatus(one);
      if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) wrong = PQresultErrorMessage(one);
    }
    if (!wrong.empty() || !last || PQstatus(connection) != CONNECTION_OK) {
      if (PQstatus(connection) != CONNECTION_OK) end();
      std::replace(wrong.begin(), wrong.end(), '\n', ' ');
      throw database_error("the database failed: " + wrong);
    }
    co_return last;
  }

  // Values are only ever given as parameters, as bytes.
  coroutine<driver, rows> query(driver, std::string what, std::vector<std::string> parameters) {
    if (!connection) {
      deferred connected = connect({});
      const result outcome = co_await outcome_of(std::move(connected));
      if (outcome.failed()) {
        end();
        outcome.raise();
      }
    }
    std::vector<const char*> values;
    std::vector<int> lengths, formats(parameters.size(), 1);
    for (const std::string& each : parameters) {
      values.push_back(each.data());
      lengths.push_back(static_cast<int>(each.size()));
    }
    if (!PQsendQueryParams(connection, what.c_str(), static_cast<int>(parameters.size()), nullptr, values.data(),
                           lengths.data(), formats.data(), 1))
      fail();
    deferred received = receive({});
    const result got = co_await std::move(received);
    co_return got.value<rows>();
  }
};

postgres::postgres(asio_reactor& home, std::string where)
    : session_(std::make_unique<session>(home, std::move(where))) {}
postgres::~postgres() = default;

deferred postgres::add(const std::string& room, const message& posted) {
  deferred done = session_->query({}, "INSERT INTO messages (room, author, text) VALUES ($1, $2, $3) RETURNING id",
                                  {room, posted.author, posted.text});
  done.add_callback([](const result& got) { return number(got.value<rows>(), 0, 0); });
  return done;
}

deferred postgres::newest(const std::string& room, int most) {
  const std::string query =
      "SELECT id, author, text FROM messages WHERE room = $1 ORDER BY id DESC LIMIT " + std::to_string(most);
  deferred done = session_->query({}, query, {room});
  done.add_callback([](const result& got) {
    const rows all = got.value<rows>();
    std::vector<message> found;
    for (int row = PQntuples(all.get()); row-- != 0;)
      found.push_back({number(all, row, 0), text(all, row, 1), text(all, row, 2)});
    return found;
  });
  return done;
}

deferred postgres::remove_oldest(const std::string& room, int most) {
  const std::string query =
      "WITH gone AS (DELETE FROM messages WHERE id IN (SELECT id FROM messages WHERE room = $1 ORDER BY id LIMIT " +
      std::to_string(most) + ") RETURNING 1) SELECT count(*) FROM gone";
  deferred done = session_->query({}, query, {room});
  done.add_callback([](const result& got) { return static_cast<int>(number(got.value<rows>(), 0, 0)); });
  return done;
}

}  // namespace ctxlab::service
