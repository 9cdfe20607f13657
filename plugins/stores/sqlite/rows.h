/// Rows as the border wants them: one SELECT list for scan, fetch, remove, restore and settle.
///
/// The list is: the rowid where the table has one of its own, all stored columns, all computed columns. Thread
/// rule: one thread at a time.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "filter_leaves.h"
#include "keys.h"
#include "winnow/page.hpp"

namespace winnow::sqlite {

/// Reads the rows of one table; with a selection, also its fields and times.
class RowReader {
 public:
  /// For content alone.
  explicit RowReader(const Table& table);
  /// `form_of` answers for the time field; `loose_form` for other columns that hold times, nullopt: shown raw.
  RowReader(const Table& table, const Selection& selection, const FormOf& form_of,
            const std::function<std::optional<TimeForm>(const Column&)>& loose_form);

  /// '"t".rowid, "t"."a", "t"."b"', to stand first in the SELECT.
  const std::string& list() const { return list_; }
  /// How many columns of the result that is.
  int width() const { return static_cast<int>(first_ + table_.columns.size() + table_.generated.size()); }
  /// Where a column of the table stands in the result.
  int place_of(const Column& column) const { return static_cast<int>(first_ + column.place); }
  FirstIs first() const { return first_ == 0 ? FirstIs::column : FirstIs::rowid; }
  /// The header for the bin: {"columns":[{"name","type"}...],"rowid":bool}.
  std::string header() const;

  void add_item(Page& page, const Host& host, sqlite3_stmt* row);
  std::string key(sqlite3_stmt* row) const;
  std::string content(sqlite3_stmt* row) const;
  std::string version(sqlite3_stmt* row);

 private:
  struct Field {
    int column;
    std::optional<TimeForm> form;
  };
  void digest(sqlite3_stmt* row, char* out);

  const Table& table_;
  std::size_t first_;  ///< columns before the table's own: 1 with a rowid in front
  std::string list_;
  std::vector<Field> fields_;
  std::optional<Field> time_;
  std::string scratch_;
};

/// A cell as a field of an item. TEXT that is not UTF-8 is OTHER: no text comparison should meet it.
winnow_value field_of(const Cell& cell);

}  // namespace winnow::sqlite
