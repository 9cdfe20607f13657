// Foreign keys, of which catalog.h tells.
#include <algorithm>

#include "catalog.h"

namespace winnow::sqlite {
namespace {

/// A foreign key may write a column's name in another case.
std::string as_declared(const Table& table, const std::string& name) {
  const auto lower_name = [](const Column& column) { return lowered(column.name); };
  const auto at = std::ranges::find(table.columns, lowered(name), lower_name);
  return at == table.columns.end() ? name : at->name;
}

sql::Rule rule_of(const std::string& action) {
  if (action == "CASCADE") return sql::Rule::cascade;
  if (action == "SET NULL") return sql::Rule::set_null;
  if (action == "SET DEFAULT") return sql::Rule::set_default;
  return sql::Rule::restrict;
}

/// Whether the columns of such a foreign key can become NULL: a row number cannot.
bool can_be_null(const Table& child, const sql::Reference& reference) {
  return std::ranges::none_of(reference.child_columns, [&child](const std::string& name) {
    const Column& column = child.column(name);
    const bool is_row_number = child.integer_key && column.place == child.columns[*child.integer_key].place;
    return column.never_null || is_row_number;
  });
}

}  // namespace

std::vector<sql::Reference> references_to(Connection& connection, const Table& table) {
  std::vector<sql::Reference> out;
  Statement keys(connection,
                 "SELECT m.name, f.id, f.\"from\", f.\"to\", f.on_delete FROM main.sqlite_schema AS m, "
                 "pragma_foreign_key_list(m.name, 'main') AS f WHERE m.type = 'table' "
                 "AND lower(f.\"table\") = lower(?1) ORDER BY m.name, f.id, f.seq");
  keys.bind_text(1, table.name);
  std::string last;
  while (keys.step()) {
    const std::string child = keys.text(0);
    const std::string one = child + '\0' + keys.text(1);
    if (one != last) out.push_back({child, "main." + identifier(child), {}, {}, {}, rule_of(keys.text(4))});
    last = one;
    sql::Reference& reference = out.back();
    // Without column names a foreign key means the primary key.
    const std::size_t place = reference.child_columns.size();
    reference.child_columns.push_back(keys.text(2));
    std::string parent = keys.text(3);
    if (parent.empty() && place < table.key.size()) parent = table.columns[table.key[place]].name;
    reference.parent_columns.push_back(as_declared(table, parent));
    reference.equals.emplace_back("=");
  }
  for (sql::Reference& one : out) {
    const bool restricts =
        one.rule == sql::Rule::set_null && !can_be_null(look_up(connection, one.child).table, one);
    if (restricts) one.rule = sql::Rule::restrict;
  }
  return out;
}

std::set<std::string> columns_made_null(Connection& connection, const Table& table) {
  std::set<std::string> out;
  Statement keys(connection,
                 "SELECT \"from\" FROM pragma_foreign_key_list(?1, 'main') WHERE on_delete = 'SET NULL'");
  keys.bind_text(1, table.name);
  while (keys.step()) out.insert(keys.text(0));
  return out;
}

// The parent stands left of "=": its collation and affinity decide, as they do in the foreign key itself.
std::vector<Dangling> dangling_references(Connection& connection, const Table& table) {
  struct Part {
    std::string id, parent, from, to;
  };
  std::vector<Part> parts;
  Statement keys(
      connection,
      "SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?1, 'main') ORDER BY id, seq");
  keys.bind_text(1, table.name);
  while (keys.step()) parts.push_back({keys.text(0), keys.text(1), keys.text(2), keys.text(3)});

  std::vector<Dangling> out;
  for (std::size_t begin = 0, end = 0; begin < parts.size(); begin = end) {
    while (end < parts.size() && parts[end].id == parts[begin].id) ++end;
    Statement known(connection,
                    "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND lower(name) = lower(?1)");
    known.bind_text(1, parts[begin].parent);
    bool can_lead = known.step();
    const Table parent = can_lead ? look_up(connection, known.text(0)).table : Table{};
    Dangling one{{}, parts[begin].parent, {}};
    std::string there = "SELECT 1 FROM main." + identifier(parent.name) + " AS winnow_parent WHERE ";
    for (std::size_t i = begin; i < end; ++i) {
      const std::string own = identifier(table.name) + "." + identifier(parts[i].from);
      one.name += (i > begin ? "," : "") + parts[i].from;
      one.condition += (i > begin ? " AND " : "") + own + " IS NOT NULL";
      std::string to = parts[i].to;
      if (to.empty() && i - begin < parent.key.size()) to = parent.columns[parent.key[i - begin]].name;
      can_lead = can_lead && parent.has_column(to);
      there += (i > begin ? " AND winnow_parent." : "winnow_parent.") + identifier(to) + " = " + own;
    }
    if (can_lead) one.condition += " AND NOT EXISTS (" + there + ")";
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace winnow::sqlite
