/// The transaction of a batch: its rows are locked as they are read, so that what was judged is what goes.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sql/dialect.h"
#include "sql/rows.h"

namespace winnow::sql {

/// Thread rule: one thread at a time, which need not be the one that made it.
class LockedRows {
 public:
  struct Row {
    std::size_t item;  ///< which of the keys
    bool matches;      ///< the selection's predicate
    std::string key, version;
    std::string copy;  ///< empty where it does not match
    std::vector<Value> fields;
    std::int64_t time;
  };

  /// Begins the transaction, enters the selection's target and reads the rows with these keys; those that somebody
  /// else holds, and those that are gone, are not among them. It is rolled back unless it is committed. Throws
  /// Error.
  LockedRows(const ServerDialect& dialect, Driver& driver, Host& host, Selection selection,
             std::span<const std::string_view> keys, Entry entry);
  LockedRows(const LockedRows&) = delete;
  LockedRows& operator=(const LockedRows&) = delete;

  Driver& driver() const { return driver_; }
  Transaction& transaction() { return transaction_; }
  /// As it is until the transaction ends.
  const Table& table() const { return table_; }
  const RowReader& reader() const { return reader_; }
  std::vector<Row>& rows() { return rows_; }

  /// The selection's predicate; appends to `params`.
  std::string match(std::vector<Param>& params) const { return match(selection_, params); }
  /// Whether another selection reads the same of these rows.
  bool reads_like(const Selection& other) const;

 private:
  std::string match(const Selection& selection, std::vector<Param>& params) const;
  void add(std::size_t item, std::span<const Cell> row, Host& host);

  const ServerDialect& dialect_;
  Driver& driver_;
  const Selection selection_;
  Transaction transaction_;
  const Table table_;
  const RowReader reader_;
  std::vector<Row> rows_;
};

}  // namespace winnow::sql
