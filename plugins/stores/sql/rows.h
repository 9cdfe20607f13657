/// Rows of a table: their select list, and what the border wants of them (key, version, copy, fields, time).
///
/// A key is the text of the key column; of several, a JSON array of their texts. A copy is a JSON array, one
/// element a stored column, each the column's text or null. Thread rule: one thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sql/dialect.h"
#include "winnow/job.hpp"
#include "winnow/page.hpp"

namespace winnow::sql {

/// What a column's text is to the host.
Value value_of(const Column& column, const Cell& cell, const Host& host);

/// A copy read back; throws Error(WINNOW_BROKEN) unless it has `columns` elements.
std::vector<Param> parse_copy(std::string_view copy, std::size_t columns);

/// Reads rows of one table.
class RowReader {
 public:
  RowReader(const Dialect& dialect, const Table& table);
  /// With the fields and the time of a selection. Throws Error(WINNOW_BAD_CONFIG) for a column that is not there.
  RowReader(const Dialect& dialect, const Table& table, const Selection& selection);

  /// All columns, in the table's order, and its notes.
  const std::string& list() const { return list_; }
  std::size_t width() const { return table_.columns.size() + table_.notes.size(); }
  std::string header() const { return dialect_.header_of(table_); }

  std::string key(std::span<const Cell> row) const;
  std::string copy(std::span<const Cell> row) const { return dialect_.copy_of(table_, row); }
  /// See item_version/item_version.h; over the stored columns.
  std::string version(std::span<const Cell> row) const;
  std::int64_t time(std::span<const Cell> row, const Host& host) const;
  Value field(std::size_t n, std::span<const Cell> row, const Host& host) const;
  std::size_t fields() const { return fields_.size(); }
  std::uint64_t bytes(std::span<const Cell> row) const;
  /// The row as an item of a page with a field for each of the selection's.
  void add_item(Page& page, std::span<const Cell> row, const Host& host) const;

 private:
  const Dialect& dialect_;
  const Table& table_;
  std::string list_;
  std::vector<std::size_t> stored_;  ///< the columns that a copy has
  std::vector<std::size_t> fields_;
  std::optional<std::size_t> time_;
  std::string time_form_;
};

/// The column with this name, and its place in the table. Throws Error(WINNOW_BAD_CONFIG).
const Column& column_of(const Table& table, const std::string& name);
std::size_t place_of(const Table& table, const std::string& name);

/// The condition that a row has one of these keys, all of which parse_key() reads; appends to `params`.
std::string has_key(const Dialect& dialect, const Table& table, std::span<const std::string_view> keys,
                    std::vector<Param>& params);

/// Keys are asked for in stretches, so that no statement grows with a batch.
inline constexpr std::size_t kKeysAtOnce = 1000;

/// Shows the rows with these keys, each whole; `more` is appended to the select list, `lock` to the statement. Keys
/// are compared as texts again: a server may take 'a' for 'A'.
struct KeyedQuery {
  std::string more;
  std::vector<Param> params;  ///< of `more`
  std::string lock;
};
void each_with_key(const Dialect& dialect, Driver& driver, const Table& table, const RowReader& reader,
                   std::span<const std::string_view> keys, const KeyedQuery& query,
                   const std::function<void(std::size_t key, std::span<const Cell> row)>& visit);

}  // namespace winnow::sql
