#include "catalog.h"
#include "dialect.h"
#include "keys.h"
#include "sql/dependant_tables.h"

namespace winnow::sqlite {
namespace {

winnow_type type_of(const Column& column) {
  if (declares_time(column)) return WINNOW_TIME;
  const std::string declared = lowered(column.declared);
  if (declared.find("bool") != std::string::npos) return WINNOW_BOOL;
  switch (column.affinity) {
    case Affinity::integer: return WINNOW_INT;
    case Affinity::text: return WINNOW_TEXT;
    case Affinity::real:
    case Affinity::numeric: return WINNOW_REAL;
    case Affinity::blob: break;
  }
  return declared.empty() ? WINNOW_NULL : WINNOW_BYTES;  // a column without a type holds anything
}

void add_indexes(Connection& connection, const Table& table, std::vector<Fact>& out) {
  Statement list(connection,
                 "SELECT l.name, group_concat(coalesce(i.name, '(expression)'), ', ') "
                 "FROM pragma_index_list(?1, 'main') AS l, pragma_index_info(l.name, 'main') AS i "
                 "GROUP BY l.seq ORDER BY l.seq");
  list.bind_text(1, table.name);
  while (list.step()) {
    out.push_back({WINNOW_FACT_INDEX, WINNOW_NULL, list.text(0), list.text(1)});
  }
}

/// Whether rows could be taken away and put back with what SQLite knows here: functions and collations may be the
/// application's own. CHECK constraints are not asked when a row comes back, so theirs do not matter.
std::optional<Blocker> statement_blocker(Connection& connection, const Table& table) {
  const AsItWas no_triggers(connection);
  std::string columns;
  std::string marks;
  for (const Column& column : table.columns) {
    columns += (columns.empty() ? "" : ", ") + identifier(column.name);
    marks += marks.empty() ? "NULL" : ", NULL";
  }
  const std::string name = "main." + identifier(table.name);
  try {
    const Statement reads(connection, "SELECT " + columns + " FROM " + name + " WHERE " + key_condition(table, 1));
    const Statement takes(connection, "DELETE FROM " + name + " WHERE " + key_condition(table, 1));
    const Statement returns(connection, "INSERT INTO " + name + " (" + columns + ") VALUES (" + marks + ")");
    return std::nullopt;
  } catch (const Error& error) {
    if (error.code() != WINNOW_BROKEN) throw;
    return Blocker{"rows could not be taken away and brought back (" + std::string(error.what()) + ")",
                   "an index or a computed column uses what only the application has, or a foreign key names no "
                   "unique column; mend the schema, or let the application delete these rows"};
  }
}

/// Its type, and its collation where texts are equal by it that differ.
std::string declaration_of(Connection& connection, const Table& table, const Column& column) {
  const char* collation = nullptr;
  sqlite3_table_column_metadata(connection.get(), "main", table.name.c_str(), column.name.c_str(), nullptr,
                                &collation, nullptr, nullptr, nullptr);
  const bool bytewise = collation == nullptr || lowered(collation) == "binary";
  return bytewise ? column.declared : column.declared + " COLLATE " + collation;
}

}  // namespace

std::vector<Fact> facts(Connection& connection, std::string_view target) {
  const Found found = look_up(connection, target);
  if (found.is_view) {
    throw Error(WINNOW_BAD_CONFIG,
                "\"" + found.table.name + "\" is " + found.blocker->what + "; " + found.blocker->remedy);
  }
  const Table& table = found.table;
  std::vector<Fact> out;
  for (const auto* list : {&table.columns, &table.generated}) {
    for (const Column& column : *list) {
      out.push_back({WINNOW_FACT_FIELD, type_of(column), column.name, declaration_of(connection, table, column)});
    }
  }
  if (found.blocker) {
    out.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, found.blocker->what, found.blocker->remedy});
    return out;
  }
  for (const std::size_t index : table.key) {
    // Any other column may hold values of other types than its own.
    const char* const declared = table.integer_key ? "integer" : "";
    out.push_back({WINNOW_FACT_KEY, type_of(table.columns[index]), table.columns[index].name, declared});
  }
  add_indexes(connection, table, out);
  const SqliteDialect dialect(connection);
  for (Fact& fact : sql::facts_of_dependants(dialect, connection, dialect.describe(connection, target)))
    out.push_back(std::move(fact));
  if (auto blocker = statement_blocker(connection, table)) {
    out.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, blocker->what, blocker->remedy});
    return out;
  }
  for (const std::string& trigger : delete_triggers(connection, table)) {
    out.push_back({WINNOW_FACT_TRIGGER, WINNOW_NULL, trigger, kTriggerRemedy});
  }
  return out;
}

}  // namespace winnow::sqlite
