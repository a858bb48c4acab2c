#include "scenarios/service/sqlite.hpp"

#include <sqlite3.h>

namespace ctxlab::service {
namespace {

constexpr int busy_milliseconds = 5000;  // how long another connection's transaction is waited for

[[noreturn]] void fail(sqlite3* of) { throw database_error(std::string("the database failed: ") + sqlite3_errmsg(of)); }

void execute(sqlite3* on, const char* text) {
  if (sqlite3_exec(on, text, nullptr, nullptr, nullptr) != SQLITE_OK) fail(on);
}

}  // namespace

// A statement, whose values are only ever given as parameters.
struct sqlite::statement {
  statement(sqlite3* of, const char* text) : on(of) {
    if (sqlite3_prepare_v2(of, text, -1, &handle, nullptr) != SQLITE_OK) fail(of);
  }
  ~statement() { sqlite3_finalize(handle); }
  statement(const statement&) = delete;
  statement& operator=(const statement&) = delete;

  // Resets it when it dies, so that a failed one can be run again.
  class run {
   public:
    explicit run(statement& what) : what_(what) {}
    ~run() {
      sqlite3_reset(what_.handle);
      sqlite3_clear_bindings(what_.handle);
    }
    void bind(int at, const std::string& text) {
      check(sqlite3_bind_text64(what_.handle, at, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8));
    }
    void bind(int at, std::int64_t number) { check(sqlite3_bind_int64(what_.handle, at, number)); }
    // Whether there is a row.
    bool step() {
      const int got = sqlite3_step(what_.handle);
      if (got != SQLITE_ROW && got != SQLITE_DONE) fail(what_.on);
      return got == SQLITE_ROW;
    }
    std::int64_t number(int column) const { return sqlite3_column_int64(what_.handle, column); }
    std::string text(int column) const {
      const auto* const bytes = static_cast<const char*>(sqlite3_column_blob(what_.handle, column));
      const auto count = static_cast<std::size_t>(sqlite3_column_bytes(what_.handle, column));
      return bytes ? std::string(bytes, count) : std::string();
    }

   private:
    void check(int code) const {
      if (code != SQLITE_OK) fail(what_.on);
    }
    statement& what_;
  };

  sqlite3* on;
  sqlite3_stmt* handle = nullptr;
};

sqlite::sqlite(const std::string& file) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  if (sqlite3_open_v2(file.c_str(), &handle_, flags, nullptr) != SQLITE_OK) {
    const std::string why = sqlite3_errmsg(handle_);
    sqlite3_close(handle_);
    throw database_error("the database " + file + " could not be opened: " + why);
  }
  try {
    sqlite3_busy_timeout(handle_, busy_milliseconds);
    execute(handle_, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
    execute(
        handle_,
        "CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY AUTOINCREMENT, room TEXT NOT NULL, author TEXT "
        "NOT NULL, text TEXT NOT NULL); CREATE INDEX IF NOT EXISTS of_room ON messages (room, id);");
    add_ = std::make_unique<statement>(handle_, "INSERT INTO messages (room, author, text) VALUES (?1, ?2, ?3)");
    newest_ = std::make_unique<statement>(
        handle_, "SELECT id, author, text FROM messages WHERE room = ?1 ORDER BY id DESC LIMIT ?2");
    remove_ = std::make_unique<statement>(
        handle_, "DELETE FROM messages WHERE id IN (SELECT id FROM messages WHERE room = ?1 ORDER BY id LIMIT ?2)");
  } catch (...) {
    add_.reset();
    newest_.reset();
    sqlite3_close(handle_);
    throw;
  }
}

sqlite::~sqlite() {
  add_.reset();
  newest_.reset();
  remove_.reset();
  sqlite3_close(handle_);
}

std::int64_t sqlite::add(const std::string& room, const message& posted) {
  statement::run run(*add_);
  run.bind(1, room);
  run.bind(2, posted.author);
  run.bind(3, posted.text);
  run.step();
  return sqlite3_last_insert_rowid(handle_);
}

std::vector<message> sqlite::newest(const std::string& room, int most) {
  statement::run run(*newest_);
  run.bind(1, room);
  run.bind(2, most);
  std::vector<message> found;
  while (run.step()) found.insert(found.begin(), {run.number(0), run.text(1), run.text(2)});
  return found;
}

int sqlite::remove_oldest(const std::string& room, int most) {
  statement::run run(*remove_);
  run.bind(1, room);
  run.bind(2, most);
  run.step();
  return sqlite3_changes(handle_);
}

}  // namespace ctxlab::service
