/// Copies of rows against the rows that live now: what rehearsing, restoring and settling share.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sql/reference_copy.h"
#include "sql/rows.h"
#include "sql/standing.h"

namespace winnow::sql {

/// The columns of a copy, as its header names them, in the table as it is now. Thread rule: one thread.
class CopiedTable {
 public:
  /// Throws Error(WINNOW_BROKEN) for a header that no SQL store wrote.
  CopiedTable(const ServerDialect& dialect, Table table, std::string_view header);

  const Table& table() const { return table_; }
  /// Why copies cannot be compared with the table as it is now; empty: they can.
  const std::string& obstacle() const { return obstacle_; }
  /// Why they cannot be put into it; likewise.
  const std::string& no_way_back() const { return obstacle_.empty() ? table_.no_way_back : obstacle_; }
  /// Why no row of it may get its reference again; likewise.
  std::string no_reference_back() const {
    if (!obstacle_.empty() || table_.on_update.empty()) return obstacle_;
    return table_.on_update + " would act when a row gets its reference again; drop it";
  }

  /// Puts rows back as they were, many by one statement, and fires no trigger. Throws ServerError: some may be back
  /// then, and triggers off, so that it is called under a savepoint.
  void insert(Driver& driver, std::span<const winnow_piece> rows) const;
  /// Whether the row that lost this reference has what it had besides, as far as the copy tells.
  bool is_otherwise_as_copied(Driver& driver, const winnow_piece& reference) const;
  /// Gives a row its reference again, where it has none. Throws ServerError.
  void refer(Driver& driver, const winnow_piece& reference) const;

  /// A row's copy's texts of these columns; nullopt: it has not all of them. Throws Error(WINNOW_BROKEN).
  std::optional<std::vector<Param>> values(std::string_view content, std::span<const std::string> names) const;

  std::vector<Standing> standing(Driver& driver, std::span<const winnow_piece> pieces) const;

 private:
  void insert_rows(Driver& driver, std::span<const winnow_piece> rows) const;
  void require_parents(Driver& driver, std::span<const winnow_piece> rows) const;
  Standing standing_of(std::span<const Cell> row, std::string_view content) const;
  bool says_the_same(std::span<const Cell> row, std::string_view copy) const;

  const ServerDialect& dialect_;
  Table table_;
  std::vector<std::size_t> columns_;  ///< of the table, in the copy's order
  std::vector<Column> written_;       ///< the same, as insert() writes them
  std::string obstacle_;
  std::string insert_;  ///< up to its rows
};

}  // namespace winnow::sql
