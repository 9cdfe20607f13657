/// Copies from the bin against the rows that live now: what restore() and settle() share.
///
/// A copy's columns are those of its header, written when it was made. A table that has gained columns since still
/// takes it; one that has lost a column, or is gone, does not. Thread rule: one thread at a time.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "keys.h"
#include "sql/standing.h"

namespace winnow::sqlite {

using sql::Standing;

class CopiedTable {
 public:
  /// Throws Error(WINNOW_BROKEN) for a header that this plugin did not write.
  CopiedTable(Connection& connection, const winnow_header& header);
  CopiedTable(const CopiedTable&) = delete;
  CopiedTable& operator=(const CopiedTable&) = delete;

  /// Why copies cannot be compared with or put into the table as it is now; empty: they can.
  const std::string& obstacle() const { return obstacle_; }
  const Table& table() const { return table_; }

  Standing standing(const winnow_piece& piece);

  /// Whether its rows are named by numbers and refer to no others, so that each comes back as if it were alone.
  bool stands_alone();
  /// Shows what lives between two numbers, in ascending order: of each row its number, and its JSON as a copy would
  /// have it. For a table that stands_alone().
  using Living = std::function<void(std::int64_t number, std::string_view row)>;
  void read(std::int64_t first, std::int64_t last, const Living& show);
  /// How many copies bring_back() takes at once.
  std::size_t most_at_once() const;
  /// INSERTs of copies of a table that stands_alone(). False: not all could be done, some perhaps were, and the
  /// transaction must be rolled back.
  bool bring_back(std::span<const std::string_view> copies);
  /// INSERT of the copy; as SQLite answers. The row gets its old number back unless another has that now.
  int bring_back(const winnow_piece& piece);
  /// Whether the row that lost this reference has what it had besides, as far as the copy tells.
  bool is_otherwise_as_copied(const winnow_piece& reference);
  /// Writes a reference back where it is still NULL; as SQLite answers.
  int refer(const winnow_piece& piece);

  /// Undoes bring_back() or refer() within their transaction.
  void take_back(const winnow_piece& piece);

  /// The copy's values, the rowid first where has_rowid(), until the next call. Throws Error(WINNOW_BROKEN) for too
  /// many or too few.
  const std::vector<Stored>& row(std::string_view content);
  /// The table to which the piece's row, as it stands now, refers without there being a row, although there was one
  /// when it was copied; of a reference, by its own columns alone. Foreign keys are not asked by SQLite while rows
  /// come back.
  std::optional<std::string> missing_parent(const winnow_piece& piece);
  /// A copy's values of these columns, as their JSON; nullopt: it has not all of them.
  std::optional<std::vector<sql::Param>> values(std::string_view content, std::span<const std::string> names);
  FirstIs first() const { return first_; }
  bool has_rowid() const { return first_ == FirstIs::rowid; }

 private:
  enum class Rowid { old, next };
  void check_columns();
  const std::vector<Dangling>& references();
  /// Where a statement over list_ stands, as a copy has it; until the next call.
  std::string_view json_of(const Statement& row);
  bool is_rowid_taken(const std::vector<Stored>& row);
  std::size_t width() const { return columns_.size() + (has_rowid() ? 1 : 0); }
  void read_row(std::string_view content, std::vector<Stored>& out) const;
  std::string insert_into(const char* on_conflict, std::size_t rows) const;
  int insert(const std::vector<Stored>& row, Rowid rowid);
  Standing standing_of_row(const winnow_piece& piece, const std::vector<Stored>& key);
  Standing standing_of_reference(const winnow_piece& piece, const std::vector<Stored>& key);

  Connection& connection_;
  std::string obstacle_;
  Table table_;
  std::vector<std::string> columns_;  ///< of the copy, without the rowid
  FirstIs first_ = FirstIs::column;
  std::string list_;
  std::vector<Stored> row_;
  std::vector<std::vector<Stored>> rows_;  ///< bound to insert_several_
  std::string json_;
  std::unique_ptr<Statement> current_;
  std::unique_ptr<Statement> insert_;
  std::unique_ptr<Statement> insert_several_;  ///< rows_.size() of them
  std::optional<std::vector<Dangling>> references_;
  std::unique_ptr<Statement> dangling_;
};

/// The columns of a foreign key, which is named by them: "tenant,author".
std::set<std::string> columns_in(std::string_view name);

/// The tables of a call, by name.
class CopiedTables {
 public:
  CopiedTables(Connection& connection, std::span<const winnow_header> headers);
  /// Throws Error(WINNOW_BROKEN) for a target without a header.
  CopiedTable& of(const winnow_piece& piece);

 private:
  std::map<std::string, std::unique_ptr<CopiedTable>, std::less<>> tables_;
};

}  // namespace winnow::sqlite
