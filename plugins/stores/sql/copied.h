/// Copies of rows against the rows that live now: what rehearsing, restoring and settling share.
#pragma once

#include <string>
#include <vector>

#include "sql/rows.h"

namespace winnow::sql {

/// The columns of a copy, as its header names them, in the table as it is now. Thread rule: one thread.
class CopiedTable {
 public:
  /// Throws Error(WINNOW_BROKEN) for a header that no SQL store wrote.
  CopiedTable(const Dialect& dialect, Table table, std::string_view header);

  const Table& table() const { return table_; }
  /// Why copies cannot be compared with the table as it is now; empty: they can.
  const std::string& obstacle() const { return obstacle_; }
  /// Why they cannot be put into it; likewise.
  const std::string& no_way_back() const { return obstacle_.empty() ? table_.no_way_back : obstacle_; }

  /// Puts the copies back as they were, many by one statement, and fires no trigger. Throws ServerError: some may
  /// be back then, and triggers off, so that it is called under a savepoint.
  void insert(Driver& driver, std::span<const std::string_view> keys,
              std::span<const std::string_view> copies) const;
  /// Whether the row that lives at each piece's key says the same as its copy: absent, same or differs, in their
  /// order.
  enum class Standing { absent, same, differs };
  std::vector<Standing> standing(Driver& driver, std::span<const std::string_view> keys,
                                 std::span<const std::string_view> copies) const;

 private:
  void insert_rows(Driver& driver, std::span<const std::string_view> copies) const;
  void require_parents(Driver& driver, std::span<const std::string_view> keys) const;
  bool says_the_same(std::span<const Cell> row, std::string_view copy) const;

  const Dialect& dialect_;
  Table table_;
  std::vector<std::size_t> columns_;  ///< of the table, in the copy's order
  std::vector<Column> written_;       ///< the same, as insert() writes them
  std::string obstacle_;
  std::string insert_;  ///< up to its rows
};

}  // namespace winnow::sql
