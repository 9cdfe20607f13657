#include "database.h"

#include <utility>

#include "sql/dialect.h"

namespace winnow::sqlite {
namespace {

constexpr const char* kReplaced =
    "the database file was replaced or moved while it was open; what stands there now was left alone, so run again";

}  // namespace

Connection::Connection(const std::string& name, int flags, std::string path) : path_(std::move(path)) {
  // One thread at a time uses a connection, so SQLite need not lock it for each value.
  const int code =
      sqlite3_open_v2(name.c_str(), &db_, flags | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) {
    // Without memory for a handle db_ is null; SQLite's functions take that.
    const int system = sqlite3_system_errno(db_);
    sqlite3_close_v2(std::exchange(db_, nullptr));
    if ((code & 0xff) == SQLITE_CANTOPEN) {
      throw Error(WINNOW_UNAVAILABLE, path_ + ": cannot open the database file" +
                                          (system != 0 ? " (system error " + std::to_string(system) + ")" : "") +
                                          "; check that it is there and that this account may read it");
    }
    throw Error(WINNOW_UNAVAILABLE, path_ + ": " + sqlite3_errstr(code));
  }
  sqlite3_busy_timeout(db_, kBusyMilliseconds);
  // A misspelt "column" in double quotes is an error, not a string.
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  // Without trust json_extract() in an index or a virtual table in a trigger would make an ordinary schema an
  // error. Schemas cannot call our own functions all the same: those are for statements only (SQLITE_DIRECTONLY).
  sqlite3_db_config(db_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
}

Connection::~Connection() {
  sqlite3_close_v2(db_);
}

void Connection::execute(const char* sql) {
  const int code = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

std::int64_t Connection::number(const char* sql) {
  Statement statement(*this, sql);
  return statement.step() ? sqlite3_column_int64(statement.get(), 0) : 0;
}

std::string Connection::text(const char* sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.text(0) : std::string{};
}

bool Connection::has_broken_references() const {
  int now = 0;
  int highest = 0;
  sqlite3_db_status(db_, SQLITE_DBSTATUS_DEFERRED_FKS, &now, &highest, 0);
  return now != 0;
}

void Connection::require_in_place() const {
  int moved = 0;
  sqlite3_file_control(db_, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  if (moved != 0) fail(SQLITE_READONLY_DBMOVED);
}

void Connection::fail(int code) const {
  const std::string said = sqlite3_errmsg(db_);
  const auto raise = [this](winnow_code kind, const std::string& words) {
    throw Error(kind, path_ + ": " + words);
  };
  if (code == SQLITE_READONLY_ROLLBACK || code == SQLITE_READONLY_RECOVERY) {
    raise(WINNOW_UNAVAILABLE, "a writer died in the middle of its work; try again");
  }
  if (code == SQLITE_READONLY_DBMOVED) raise(WINNOW_UNAVAILABLE, kReplaced);
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      raise(WINNOW_UNAVAILABLE, "the database is locked by another process; try again later");
      break;
    case SQLITE_NOTADB:
      raise(WINNOW_BAD_CONFIG,
            "not a SQLite database (or an encrypted one); name the file of the database in the store's path");
      break;
    case SQLITE_CANTOPEN:
      raise(WINNOW_UNAVAILABLE,
            "cannot open the database file, or a file beside it; check the folder's permissions");
      break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      raise(WINNOW_UNAVAILABLE,
            "the database is read-only for this account; give it write permission on the file and its folder");
      break;
    case SQLITE_FULL: raise(WINNOW_UNAVAILABLE, "the file system is full"); break;
    case SQLITE_IOERR: raise(WINNOW_UNAVAILABLE, "input/output error: " + said); break;
    case SQLITE_CORRUPT:
      raise(WINNOW_BROKEN, "the database is damaged: " + said + "; run PRAGMA integrity_check on it");
      break;
    default: break;
  }
  throw Error(WINNOW_BROKEN, path_ + ": " + said);
}

Statement::Statement(const Connection& connection, const std::string& sql) : connection_(connection) {
  check(sqlite3_prepare_v2(connection.get(), sql.data(), static_cast<int>(sql.size()), &statement_, nullptr));
}

bool Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) connection_.fail(code);
  return false;
}

std::string Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return text == nullptr ? std::string{} : std::string(text);
}

void Statement::reset() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

// A null pointer would bind NULL, and an empty string_view may hold one: hence the literals.
void Statement::bind_text(int index, std::string_view text) {
  check(sqlite3_bind_text64(statement_, index, text.empty() ? "" : text.data(), text.size(), SQLITE_STATIC,
                            SQLITE_UTF8));
}

void Statement::bind_blob(int index, std::string_view bytes) {
  check(sqlite3_bind_blob64(statement_, index, bytes.empty() ? "" : bytes.data(), bytes.size(), SQLITE_STATIC));
}

void Statement::bind(int index, const Value& value) {
  switch (value.type) {
    case WINNOW_BOOL:
    case WINNOW_INT:
    case WINNOW_TIME: return bind(index, value.i);
    case WINNOW_REAL: return bind(index, value.r);
    case WINNOW_TEXT: return bind_text(index, value.text);
    case WINNOW_BYTES: return bind_blob(index, value.text);
    default: return bind_null(index);
  }
}

int Statement::bind_all(int first, const std::vector<Value>& values) {
  for (const Value& value : values) bind(first++, value);
  return first;
}

std::string identifier(std::string_view name) {
  return sql::enclosed(name, '"');
}

Transaction::Transaction(Connection& connection) : connection_(connection) {
  connection_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  rollback();
}

void Transaction::rollback() {
  // SQLite may have rolled back by itself (disk full, input/output error).
  if (sqlite3_get_autocommit(connection_.get()) == 0) {
    sqlite3_exec(connection_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

void AsItWas::set(Rules rules) const {
  const bool on = rules == Rules::on;
  sqlite3_db_config(connection_.get(), SQLITE_DBCONFIG_ENABLE_TRIGGER, on ? 1 : 0, nullptr);
  sqlite3_exec(connection_.get(),
               on ? "PRAGMA ignore_check_constraints = OFF" : "PRAGMA ignore_check_constraints = ON", nullptr,
               nullptr, nullptr);
}

void Savepoint::rollback() const {
  connection_.execute("ROLLBACK TO winnow_item");
}

Savepoint::~Savepoint() {
  // Both fail without harm where SQLite has already rolled the whole transaction back.
  if (kept_ == Kept::no) {
    sqlite3_exec(connection_.get(), "ROLLBACK TO winnow_item", nullptr, nullptr, nullptr);
  }
  sqlite3_exec(connection_.get(), "RELEASE winnow_item", nullptr, nullptr, nullptr);
}

}  // namespace winnow::sqlite
