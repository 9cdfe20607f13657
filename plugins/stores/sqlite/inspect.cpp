#include "catalog.h"

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

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

const char* words_of(Rule rule) {
  switch (rule) {
    case Rule::cascade: return "cascade on ";
    case Rule::set_null: return "set null on ";
    case Rule::set_default: return "set default on ";
    case Rule::restrict: break;
  }
  return "restrict on ";
}

void add_indexes(Connection& connection, const Table& table, std::vector<Fact>& out) {
  Statement list(connection,
                 "SELECT l.name, group_concat(coalesce(i.name, '(expression)'), ', ') "
                 "FROM pragma_index_list(?1, 'main') AS l, pragma_index_info(l.name, 'main') AS i "
                 "GROUP BY l.seq ORDER BY l.seq");
  list.bind_text(1, table.name);
  while (list.step()) {
    const auto text = [&list](int column) {
      const auto* words = reinterpret_cast<const char*>(sqlite3_column_text(list.get(), column));
      return words == nullptr ? std::string{} : std::string(words);
    };
    out.push_back({WINNOW_FACT_INDEX, WINNOW_NULL, text(0), text(1)});
  }
}

}  // namespace

std::vector<Fact> facts(Connection& connection, std::string_view target) {
  const Found found = look_up(connection, target);
  const Table& table = found.table;
  std::vector<Fact> out;
  for (const auto* list : {&table.columns, &table.generated}) {
    for (const Column& column : *list) {
      out.push_back({WINNOW_FACT_FIELD, type_of(column), column.name, column.declared});
    }
  }
  if (found.blocker) {
    out.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, found.blocker->what, found.blocker->remedy});
    return out;
  }
  for (const std::size_t index : table.key) {
    out.push_back({WINNOW_FACT_KEY, type_of(table.columns[index]), table.columns[index].name, ""});
  }
  add_indexes(connection, table, out);
  for (const Reference& reference : references_to(connection, table)) {
    // SQLite itself refuses to delete what the others refer to.
    if (reference.rule == Rule::restrict) continue;
    out.push_back({WINNOW_FACT_DEPENDANT, WINNOW_NULL, reference.child,
                   words_of(reference.rule) + reference.child + "." + joined(reference.child_columns)});
  }
  for (const Trigger& trigger : delete_triggers(connection, table)) {
    out.push_back({WINNOW_FACT_TRIGGER, WINNOW_NULL, trigger.name, "fires on DELETE"});
  }
  return out;
}

}  // namespace winnow::sqlite
