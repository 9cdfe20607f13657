/// The DELETE statements of a removal, each with the whole predicate again: a row that stopped matching stays,
/// whatever was decided before. Thread rule: one thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "filter_leaves.h"
#include "row_range.h"
#include "sql/dependants.h"

namespace winnow::sqlite {

/// A row and its copy, or what is kept of its reference.
struct CopiedRow {
  std::string_view target, key, content;
};

/// What hangs on a row.
struct Along {
  std::vector<CopiedRow> rows;              ///< each before what it hangs on
  std::vector<std::string_view> own_table;  ///< keys of those in the row's own table
  std::size_t levels = 0;                   ///< how many hang on each other at the most
};

/// Of an item, which has this key; it borrows what `dependants` has.
Along along_of(const sql::Dependants& dependants, std::size_t item, std::string_view key);

class Eraser {
 public:
  /// `match`: the predicate, whose parameters are `leaves`' and begin at first_of_match(). All must outlive it.
  Eraser(Connection& connection, const Table& table, std::string match, const FilterLeaves& leaves);

  /// The number of the predicate's first parameter: those before it name rows.
  static int first_of_match(const Table& table);

  /// Whether more levels of rows hang on each other than SQLite's own cascades should follow.
  static bool is_deep(const Along& along);
  /// A row with all that hangs on it. Answers as SQLite does.
  int erase(std::string_view key, const Along& along);
  /// All rows of a run, on which nothing may hang. False: other rows than those stood there.
  bool erase(const RowRange::Run& run);

 private:
  struct Other {
    Other(Connection& connection, std::string_view target);
    const Table table;
    Statement erase;
  };
  int erase_one(std::string_view key);
  int erase_along(const CopiedRow& row);

  Connection& connection_;
  const Table& table_;
  const std::string match_;
  const FilterLeaves& leaves_;
  Statement one_;
  std::optional<Statement> run_;
  std::map<std::string_view, std::unique_ptr<Other>> others_;  ///< the tables of rows that hang on others
};

}  // namespace winnow::sqlite
