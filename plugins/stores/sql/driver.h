/// A connection to a database server, as the engine of SQL stores uses it: statements with texts in and texts out.
///
/// Values cross in the driver's own text form, which is what copies are made of: it is lossless under the session
/// settings that each driver makes when it connects, and nothing is converted twice. Thread rule: one thread at a
/// time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "winnow/selection.hpp"

namespace winnow::sql {

/// A value of a row, valid until the row's visitor returns; nullopt: NULL.
using Cell = std::optional<std::string_view>;
/// A value of a statement; nullopt: NULL.
using Param = std::optional<std::string>;
using RowSink = std::function<Next(std::span<const Cell>)>;

/// Why the server refused a statement. `unreadable`: a text is no value of the type that it stands for.
enum class Refusal { unique, foreign_key, other_constraint, locked, unreadable, other };

class ServerError : public Error {
 public:
  ServerError(winnow_code code, Refusal why, const std::string& words) : Error(code, words), why_(why) {}
  Refusal why() const { return why_; }

 private:
  Refusal why_;
};

enum class CommitEnd { committed, rolled_back, unknown };

/// What is left of an outcome that was reached inside a transaction, once that has ended so.
inline winnow_outcome after(CommitEnd end, winnow_outcome reached) {
  if (reached != WINNOW_DONE || end == CommitEnd::committed) return reached;
  return end == CommitEnd::rolled_back ? WINNOW_FAILED : WINNOW_IN_DOUBT;
}

/// Throws Error(WINNOW_UNAVAILABLE) unless it is committed. `where`: a table or database; `done`: "removed".
inline void require_committed(CommitEnd end, const std::string& where, const std::string& done) {
  if (end == CommitEnd::committed) return;
  throw Error(WINNOW_UNAVAILABLE,
              where +
                  (end == CommitEnd::rolled_back
                       ? ": COMMIT was refused (others are at work, or a constraint is broken); nothing was "
                       : ": the answer to COMMIT was lost, and whether anything was ") +
                  done + (end == CommitEnd::rolled_back ? "" : " is not known"));
}

class Driver {
 public:
  virtual ~Driver() = default;
  /// Shows the rows one by one as they arrive: no result is ever in memory as a whole. Throws ServerError.
  virtual void query(const std::string& sql, std::span<const Param> params, const RowSink& row) = 0;
  /// How many rows it changed. Throws ServerError.
  virtual std::uint64_t change(const std::string& sql, std::span<const Param> params) = 0;
  virtual CommitEnd commit() = 0;
  /// Whether the connection can be used again: not after it was lost, or a result was left in the middle.
  virtual bool usable() const = 0;

  void execute(const std::string& sql) { change(sql, {}); }
  /// The first value of each row; NULL is an empty text.
  std::vector<std::string> column(const std::string& sql, std::span<const Param> params = {}) {
    std::vector<std::string> out;
    query(sql, params, [&out](std::span<const Cell> row) {
      out.emplace_back(row[0].value_or(""));
      return Next::more;
    });
    return out;
  }
  /// The first value of the first row; nullopt: NULL or no row.
  std::optional<std::string> value(const std::string& sql, std::span<const Param> params = {}) {
    std::optional<std::string> out;
    query(sql, params, [&out](std::span<const Cell> row) {
      if (row[0]) out = std::string(*row[0]);
      return Next::stop;
    });
    return out;
  }
};

/// A transaction that is rolled back unless it was committed.
class Transaction {
 public:
  explicit Transaction(Driver& driver) : driver_(driver) { driver.execute("BEGIN"); }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction() {
    if (ended_) return;
    try {
      driver_.execute("ROLLBACK");
    } catch (const Error&) {
      // The connection is gone, and with it the transaction.
    }
  }
  CommitEnd commit() {
    ended_ = true;
    return driver_.commit();
  }

 private:
  Driver& driver_;
  bool ended_ = false;
};

}  // namespace winnow::sql
