/// Rows as the border wants them: one SELECT list for scan, fetch, remove, restore and settle.
///
/// The list is: the rowid where the table has one of its own, all stored columns, and what else is asked for:
/// computed columns, and for copies whether the row's own references lead anywhere. Thread rule: one thread at a
/// time.
#pragma once

#include <map>
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
  /// For content alone. With `dangling`, content() notes which references of the row lead nowhere as it is read.
  explicit RowReader(const Table& table, std::vector<Dangling> dangling = {});
  /// `form_of` answers for the time field; `loose_form` for other columns that hold times, nullopt: shown raw.
  RowReader(const Table& table, const Selection& selection, const FormOf& form_of,
            const std::function<std::optional<TimeForm>(const Column&)>& loose_form,
            std::vector<Dangling> dangling = {});

  /// '"t".rowid, "t"."a", "t"."b"', to stand first in the SELECT.
  const std::string& list() const { return list_; }
  /// How many columns of the result that is.
  int width() const { return width_; }
  /// Where a column of the table stands in the result: a computed one is added to the list with the first call,
  /// because the functions that compute it may be the application's own.
  int place_of(const Column& column);
  FirstIs first() const { return first_ == 0 ? FirstIs::column : FirstIs::rowid; }
  /// The header for the bin: {"columns":[{"name","type"}...],"rowid":bool}.
  std::string header() const;

  /// Reads the row's cells, once. What follows works on them, so the statement must not step on meanwhile.
  void load(sqlite3_stmt* row);
  void add_item(Page& page, const Host& host);
  std::string key() const;
  /// Of a table with an INTEGER PRIMARY KEY.
  std::int64_t integer_key() const { return cells_[first_ + *table_.integer_key].integer; }
  /// What goes into the bin; until the next call.
  const std::string& content();
  /// content() without a note of dangling references.
  std::string values() const;
  /// Whether one of the values is_odd().
  bool holds_odd_value() const;

 private:
  struct Field {
    int column;
    std::optional<TimeForm> form;
  };
  void digest(char* out);
  /// A row's values, the array's end still open.
  void append_values(std::string& out) const;

  const Table& table_;
  int width_ = 0;
  std::map<std::size_t, int> computed_;  ///< where they stand, by their place in the table
  std::vector<Dangling> dangling_;
  int first_dangling_ = 0;
  std::size_t first_;  ///< columns before the table's own: 1 with a rowid in front
  std::string list_;
  std::vector<Field> fields_;
  std::optional<Field> time_;
  std::string scratch_;
  std::string content_;
  std::vector<Cell> cells_;
};

/// Whether a value stands where today's declaration of its column would not let it stand as it is.
bool is_odd(const Column& column, const Cell& value);

/// A cell as a field of an item. TEXT that is not UTF-8 is OTHER: no text comparison should meet it.
winnow_value field_of(const Cell& cell);

}  // namespace winnow::sqlite
