/// A SQLite connection and its statements, closed when they go out of scope. What SQLite answers becomes an Error
/// with the file's path, what happened, and what to do. Thread rule: one thread at a time.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sql/driver.h"
#include "winnow/value.hpp"

namespace winnow::sqlite {

/// How long SQLite waits for another process's lock before it answers "locked".
constexpr int kBusyMilliseconds = 5000;

class Connection final : public sql::Driver {
 public:
  /// `name`: a path, or a URI where `flags` has SQLITE_OPEN_URI. `path`: as messages show it.
  Connection(const std::string& name, int flags, std::string path);
  ~Connection() override;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void execute(const char* sql);
  /// The first column of the first row.
  std::int64_t number(const char* sql);
  std::string text(const char* sql);

  /// Of texts that are the JSON of values in copies.
  void query(const std::string& sql, std::span<const sql::Param> params, const sql::RowSink& row) override;
  std::uint64_t change(const std::string& sql, std::span<const sql::Param> params) override;
  /// Where it is not committed no transaction is open any more.
  sql::CommitEnd commit() override;
  bool usable() const override { return true; }

  /// Whether foreign keys are broken at this moment, so that COMMIT would fail.
  bool has_broken_references() const;

  /// Throws Error(WINNOW_UNAVAILABLE) if another file stands at the path than the one that is open.
  void require_in_place() const;

  sqlite3* get() const { return db_; }
  const std::string& path() const { return path_; }
  /// Throws the Error for a result code.
  [[noreturn]] void fail(int code) const;

 private:
  sqlite3* db_ = nullptr;
  std::string path_;
};

/// A prepared statement. Texts and blobs that are bound must live until reset().
class Statement {
 public:
  Statement(const Connection& connection, const std::string& sql);
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  /// Whether there is a row. Throws what SQLite answers.
  bool step();
  /// A column of the row on which it stands; NULL is an empty text.
  std::string text(int column) const;
  /// As SQLite answers: SQLITE_ROW, SQLITE_DONE or an extended error code.
  int try_step() { return sqlite3_step(statement_); }
  /// Ready to be bound and run again.
  void reset();

  void bind(int index, std::int64_t value) { check(sqlite3_bind_int64(statement_, index, value)); }
  void bind(int index, double value) { check(sqlite3_bind_double(statement_, index, value)); }
  void bind_text(int index, std::string_view text);
  void bind_blob(int index, std::string_view bytes);
  void bind_null(int index) { check(sqlite3_bind_null(statement_, index)); }
  /// A filter's value: numbers, TEXT, BYTES, TIME. Other types are bound as NULL.
  void bind(int index, const Value& value);
  /// Values at `first` and after; answers the index after the last.
  int bind_all(int first, const std::vector<Value>& values);

  sqlite3_stmt* get() const { return statement_; }

 private:
  void check(int code) const {
    if (code != SQLITE_OK) connection_.fail(code);
  }
  const Connection& connection_;
  sqlite3_stmt* statement_ = nullptr;
};

/// `name` as an SQL identifier.
std::string identifier(std::string_view name);

/// A write transaction; whatever was not committed is rolled back at the end of the scope.
class Transaction {
 public:
  /// BEGIN IMMEDIATE: waits for, and then keeps out, every other writer.
  explicit Transaction(Connection& connection);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  sql::CommitEnd commit() { return connection_.commit(); }
  void rollback();

 private:
  Connection& connection_;
};

/// While it lives rows are written as they are told: no trigger fires and no CHECK is asked, which the row passed,
/// or did not, when it was first written; it may call functions that only the application has.
class AsItWas {
 public:
  explicit AsItWas(Connection& connection) : connection_(connection) { set(Rules::off); }
  ~AsItWas() { set(Rules::on); }
  AsItWas(const AsItWas&) = delete;
  AsItWas& operator=(const AsItWas&) = delete;

 private:
  enum class Rules { off, on };
  void set(Rules rules) const;
  Connection& connection_;
};

/// While it lives, foreign keys inside a transaction are looked at when all is done (has_broken_references()). When
/// it ends SQLite forgets which immediate ones are broken: end it only around a savepoint that is rolled back.
class Deferred {
 public:
  explicit Deferred(Connection& connection) : connection_(connection) {
    connection_.execute("PRAGMA defer_foreign_keys = ON");
  }
  ~Deferred() { sqlite3_exec(connection_.get(), "PRAGMA defer_foreign_keys = OFF", nullptr, nullptr, nullptr); }
  Deferred(const Deferred&) = delete;
  Deferred& operator=(const Deferred&) = delete;

 private:
  Connection& connection_;
};

/// A mark inside a transaction to which one item's changes can be undone.
class Savepoint {
 public:
  explicit Savepoint(Connection& connection) : connection_(connection) {
    connection_.execute("SAVEPOINT winnow_item");
  }
  ~Savepoint();
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;
  void keep() { kept_ = Kept::yes; }
  /// Undoes now what the end of the scope would undo.
  void rollback() const;

 private:
  enum class Kept { no, yes };
  Connection& connection_;
  Kept kept_ = Kept::no;
};

}  // namespace winnow::sqlite
