// Messages in rooms, in SQLite. Knows nothing of contexts.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "scenarios/service/message.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace ctxlab::service {

// One connection: for one thread at a time. Each call is a transaction; a message is on the disk when `add` returns.
// Everything throws database_error.
class sqlite {
 public:
  // Opens the file, and makes it if it is not there.
  explicit sqlite(const std::string& file);
  ~sqlite();
  sqlite(const sqlite&) = delete;
  sqlite& operator=(const sqlite&) = delete;

  std::int64_t add(const std::string& room, const message& posted);  // its id
  std::vector<message> newest(const std::string& room, int most);    // the newest last
  int remove_oldest(const std::string& room, int most);              // how many there were

 private:
  struct statement;
  sqlite3* handle_ = nullptr;
  std::unique_ptr<statement> add_, newest_, remove_;
};

}  // namespace ctxlab::service
