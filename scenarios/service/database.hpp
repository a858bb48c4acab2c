// The service's database: messages in rooms, in SQLite. Knows nothing of contexts.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace ctxlab::service {

struct message {
  std::int64_t id;
  std::string author, text;
};

// What the database says when it fails.
struct database_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// One connection: for one thread at a time. Each call is a transaction; a message is on the disk when `add` returns.
// Everything throws database_error.
class database {
 public:
  // Opens the file, and makes it if it is not there.
  explicit database(const std::string& file);
  ~database();
  database(const database&) = delete;
  database& operator=(const database&) = delete;

  std::int64_t add(const std::string& room, const message& posted);  // its id
  std::vector<message> newest(const std::string& room, int most);    // the newest last
  int remove_oldest(const std::string& room, int most);              // how many there were

 private:
  struct statement;
  sqlite3* handle_ = nullptr;
  std::unique_ptr<statement> add_, newest_, remove_;
};

}  // namespace ctxlab::service
