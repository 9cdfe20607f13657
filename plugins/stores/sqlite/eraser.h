/// The DELETE statements of a removal, each with the whole predicate again: a row that stopped matching stays,
/// whatever was decided before. Thread rule: one thread.
#pragma once

#include <optional>
#include <string>

#include "dependants.h"
#include "filter_leaves.h"
#include "row_range.h"

namespace winnow::sqlite {

class Eraser {
 public:
  /// `match`: the predicate, whose parameters are `leaves`' and begin at first_of_match(). All must outlive it.
  Eraser(Connection& connection, const Table& table, std::string match, const FilterLeaves& leaves,
         Dependants& dependants);

  /// The number of the predicate's first parameter: those before it name rows.
  static int first_of_match(const Table& table);

  /// Whether more levels of rows hang on each other than SQLite's own cascades should follow.
  static bool is_deep(const Along& along);
  /// A row with all that hangs on it. Answers as SQLite does.
  int erase(const std::string& key, const Along& along);
  /// All rows of a run, on which nothing may hang. False: other rows than those stood there.
  bool erase(const RowRange::Run& run);

 private:
  int erase_one(const std::string& key);

  Connection& connection_;
  const Table& table_;
  const std::string match_;
  const FilterLeaves& leaves_;
  Dependants& dependants_;
  Statement one_;
  std::optional<Statement> run_;
};

}  // namespace winnow::sqlite
