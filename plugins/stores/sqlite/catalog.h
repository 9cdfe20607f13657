/// What the database's catalog says about a table: columns, key, what hangs on it. Every name that enters an SQL
/// statement of this plugin comes from here, never from the configuration.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "database.h"
#include "sql/dialect.h"
#include "winnow/selection.hpp"

namespace winnow::sqlite {

/// Type affinity, section 3 of https://www.sqlite.org/datatype3.html.
enum class Affinity { integer, text, blob, real, numeric };

struct Column {
  std::string name;
  std::string declared;  ///< the type as written; may be empty
  Affinity affinity = Affinity::blob;
  std::size_t place = 0;  ///< among the table's stored columns, followed by its computed ones
  bool never_null = false;
  std::string key_collation = "BINARY";  ///< of a column of the key, in the primary key's index
};

struct Table {
  std::string name;
  std::vector<Column> columns;             ///< stored ones, in the table's order
  std::vector<Column> generated;           ///< computed ones: readable, never written
  std::vector<std::size_t> key;            ///< indices into columns, in the primary key's order
  std::optional<std::size_t> integer_key;  ///< the column that is the rowid (INTEGER PRIMARY KEY)
  std::string rowid;                       ///< the rowid as an SQL expression; empty: WITHOUT ROWID

  /// Whether rows have a number of their own beside their columns.
  bool has_hidden_rowid() const { return !rowid.empty() && !integer_key; }
  /// Among columns, then generated. Throws Error(WINNOW_BAD_CONFIG), with a suggestion, for any other name.
  const Column& column(std::string_view column_name) const;
  /// Whether there is one, in whatever case: as SQLite compares names.
  bool has_column(std::string_view column_name) const;
};

/// Why a target cannot be worked on.
struct Blocker {
  std::string what;
  std::string remedy;
};

/// The table, or why it is none that can be worked on. Throws Error(WINNOW_BAD_CONFIG) for a name that is not
/// there.
struct Found {
  Table table;
  std::optional<Blocker> blocker;
  bool is_view = false;  ///< then blocked, too; its columns can be read
};
Found look_up(Connection& connection, std::string_view name);

/// look_up() for those who would write or page: a blocker is an Error(WINNOW_UNSUPPORTED).
Table require_table(Connection& connection, std::string_view name);
/// The same of what look_up() has found.
Table require_table(Found found);

/// The foreign keys of all tables that refer to `table`. One that would set a NULL where none may stand restricts.
std::vector<sql::Reference> references_to(Connection& connection, const Table& table);

/// The columns, in lower case, that foreign keys of the table itself make NULL when other rows go.
std::set<std::string> columns_made_null(Connection& connection, const Table& table);

/// A foreign key of a table itself, as an SQL condition on its row: 1 where the row refers to nothing.
struct Dangling {
  std::string name;  ///< the foreign key's columns, joined by ","
  std::string parent;
  std::string condition;
};
/// For each foreign key of `table`; the table stands in the conditions under its own name.
std::vector<Dangling> dangling_references(Connection& connection, const Table& table);

/// The triggers that a DELETE of the table's rows sets off, also by way of cascades where foreign keys are on. What
/// they do no copy holds, so nobody could undo it.
std::vector<std::string> delete_triggers(Connection& connection, const Table& table);
constexpr const char* kTriggerRemedy =
    "what it does could not be brought back; drop it while winnow runs and do its work there by hand, or let the "
    "application delete these rows";
/// Whether other rows refer to the table's. Throws Error(WINNOW_DENIED) where deleting rows of `table` would do
/// what no copy holds: set off a trigger, or, unless `flags` of the permit have WINNOW_CASCADE, follow a foreign
/// key. To be asked before a statement is compiled: a trigger that does not even compile here is told by its name.
bool refuse_side_effects(Connection& connection, const Table& table, std::uint32_t flags);

/// All that Store::inspect() answers.
std::vector<Fact> facts(Connection& connection, std::string_view target);

/// ASCII, as SQLite compares identifiers.
std::string lowered(std::string_view text);
bool declares_time(const Column& column);

}  // namespace winnow::sqlite
