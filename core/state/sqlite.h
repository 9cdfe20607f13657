/// A thin face over SQLite for the host's own databases: statements that cannot leak, transactions that roll back.
///
///   db.run("INSERT INTO runs(run, started) VALUES(?, ?)", run, micros);
///   for (auto row = db.query("SELECT run FROM runs WHERE job = ?", job); row.next();) use(row.text(0));
///
/// Every error is a Failure with the database's path. Thread rule: one thread a Database.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace winnow {

class Database;
class State;

/// A prepared statement with its parameters bound.
class Statement {
 public:
  /// Moves to the next row; false when there is none.
  bool next();
  std::string text(int column) const;  ///< also bytes; empty for NULL
  std::int64_t integer(int column) const;
  double real(int column) const;
  bool null(int column) const;

  /// Stands before the first row again, with new values for the parameters.
  template <class... Values>
  void restart(const Values&... values) {
    sqlite3_reset(statement_.get());
    int index = 0;
    (bind(++index, values), ...);
  }
  /// Runs a statement that answers no rows, with new values for its parameters.
  template <class... Values>
  void again(const Values&... values) {
    restart(values...);
    while (next()) {
    }
  }

  void bind(int index, std::string_view text);
  void bind(int index, std::int64_t number);
  void bind(int index, std::uint64_t number) { bind(index, static_cast<std::int64_t>(number)); }
  void bind(int index, int number) { bind(index, static_cast<std::int64_t>(number)); }
  void bind(int index, double number);
  void bind(int index, std::nullptr_t);
  template <class T>
  void bind(int index, const std::optional<T>& value) {
    if (value) {
      bind(index, *value);
    } else {
      bind(index, nullptr);
    }
  }

 private:
  friend class Database;
  Statement(Database& database, std::string_view sql);
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  Database* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

class Database {
 public:
  enum class Open { create, existing, temporary };

  /// temporary: a private database on disk that vanishes with the object; `path` is ignored.
  Database(const std::filesystem::path& path, Open how);

  template <class... Values>
  Statement query(std::string_view sql, const Values&... values) {
    Statement statement(*this, sql);
    int index = 0;
    (statement.bind(++index, values), ...);
    return statement;
  }
  /// Runs a statement to its end and answers how many rows it changed.
  template <class... Values>
  std::int64_t run(std::string_view sql, const Values&... values) {
    Statement statement = query(sql, values...);
    while (statement.next()) {
    }
    return sqlite3_changes64(handle_.get());
  }
  /// Several statements, without parameters.
  void script(const char* sql);
  /// From now on with a write-ahead log: who reads does not wait for who writes.
  void use_wal();
  /// The first column of the first row.
  template <class... Values>
  std::optional<std::int64_t> integer(std::string_view sql, const Values&... values) {
    Statement row = query(sql, values...);
    if (!row.next() || row.null(0)) return std::nullopt;
    return row.integer(0);
  }
  template <class... Values>
  std::optional<std::string> text(std::string_view sql, const Values&... values) {
    Statement row = query(sql, values...);
    if (!row.next() || row.null(0)) return std::nullopt;
    return row.text(0);
  }

  bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }
  std::int64_t last_id() const { return sqlite3_last_insert_rowid(handle_.get()); }
  const std::filesystem::path& path() const { return path_; }
  sqlite3* handle() const { return handle_.get(); }

 private:
  friend class Statement;
  [[noreturn]] void fail(std::string_view doing) const;
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  std::filesystem::path path_;
  std::unique_ptr<sqlite3, Close> handle_;
};

/// BEGIN IMMEDIATE; rolled back unless committed.
class Transaction {
 public:
  explicit Transaction(Database& database) : database_(database) { database_.run("BEGIN IMMEDIATE"); }
  explicit Transaction(State& state);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();
  void commit() { database_.run("COMMIT"); }

 private:
  Database& database_;
};

}  // namespace winnow
