// Messages in rooms, in PostgreSQL: libpq's asynchronous interface on the reactor. Knows nothing of contexts.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "scenarios/service/message.hpp"
#include "schemes/runtime/reactor/asio_reactor.hpp"

namespace ctxlab::service {

// One connection, used by one at a time. Each call is a transaction, and gives a deferred that follows no rules; it
// fails with database_error. One that is broken is made anew by the next call.
class postgres {
 public:
  // `where` is a connection string of libpq's: "host=/tmp/socket dbname=postgres".
  postgres(asio_reactor& home, std::string where);
  ~postgres();
  postgres(const postgres&) = delete;
  postgres& operator=(const postgres&) = delete;

  deferred add(const std::string& room, const message& posted);  // a std::int64_t, its id
  deferred newest(const std::string& room, int most);            // a std::vector<message>, the newest last
  deferred remove_oldest(const std::string& room, int most);     // an int, how many there were

 private:
  struct session;
  std::unique_ptr<session> session_;
};

}  // namespace ctxlab::service
