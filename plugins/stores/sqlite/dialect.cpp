#include "dialect.h"

#include "keys.h"
#include "rows.h"

namespace winnow::sqlite {
namespace {

std::string name_of(const Table& table) {
  return "main." + identifier(table.name);
}

std::string joined(std::span<const std::string> parts, const char* between) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : between) + part;
  return out;
}

/// By halves, since SQLite's expressions may be a thousand deep.
std::string any_of(std::span<const std::string> conditions) {
  if (conditions.size() == 1) return conditions.front();
  const std::size_t half = conditions.size() / 2;
  return "(" + any_of(conditions.first(half)) + " OR " + any_of(conditions.subspan(half)) + ")";
}

}  // namespace

const SqliteDialect::Known& SqliteDialect::known(std::string_view target) const {
  return known_.find(target)->second;
}

sql::Table SqliteDialect::describe(sql::Driver&, std::string_view target) const {
  Found found = look_up(connection_, target);
  const Table& table = found.table;
  sql::Table out;
  out.target = table.name;
  out.name = name_of(table);
  if (table.has_hidden_rowid()) {
    out.columns.push_back({table.rowid, "INTEGER"});
    out.columns.back().stamped = true;  // VACUUM may give the row another
  }
  for (const std::size_t column : table.key) out.key.push_back(out.columns.size() + column);
  for (const Column& column : table.columns) out.columns.push_back({column.name, column.declared});
  out.references = references_to(connection_, table);
  if (found.blocker && !out.key.empty())
    out.facts.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, found.blocker->what, found.blocker->remedy});
  std::vector<Dangling> dangling = dangling_references(connection_, table);
  for (const Dangling& one : dangling) out.notes.push_back("(" + one.condition + ")");
  known_.insert_or_assign(out.target, Known{std::move(found.table), std::move(dangling)});
  return out;
}

std::set<std::string> SqliteDialect::columns_made_null(sql::Driver&, const sql::Table& table) const {
  return sqlite::columns_made_null(connection_, known(table.target).table);
}

std::string SqliteDialect::list(const sql::Table& table) const {
  std::string out;
  for (const sql::Column& column : table.columns)
    out += (out.empty() ? "" : ", ") + table.name + "." + identifier(column.name);
  for (const std::string& note : table.notes) out += ", " + note;
  return out;
}

std::string SqliteDialect::has_key(const sql::Table& table, std::span<const std::vector<std::string>> keys,
                                   std::vector<sql::Param>& params) const {
  const Table& of = known(table.target).table;
  const auto named = [&](const std::string& row, std::size_t part) {
    const Column& column = of.columns[of.key[part]];
    return row + "." + identifier(column.name) + " COLLATE " + identifier(column.key_collation);
  };
  const bool is_one = of.key.size() == 1;
  const bool is_list = is_one || !of.rowid.empty();
  std::vector<std::string> each;
  for (const std::vector<std::string>& key : keys) {
    std::string& one = each.emplace_back();
    for (std::size_t part = 0; part < key.size(); ++part) {
      params.emplace_back(key[part]);
      if (part > 0) one += is_list ? ", " : " AND ";
      if (!is_list) one += named(table.name, part) + " = ";
      one += '?';  // SQLite looks numbers up in a list, one by one
    }
  }
  if (is_one) return named(table.name, 0) + " IN (" + joined(each, ", ") + ")";
  if (!is_list) return any_of(each);
  // Planned once, where a condition for each key would be planned key by key.
  std::string same;
  for (std::size_t part = 0; part < of.key.size(); ++part)
    same +=
        (part == 0 ? "" : " AND ") + named("winnow_row", part) + " = winnow_key.column" + std::to_string(part + 1);
  return table.name + "." + of.rowid + " IN (SELECT winnow_row." + of.rowid + " FROM (VALUES (" +
         joined(each, "), (") + ")) AS winnow_key CROSS JOIN " + table.name + " AS winnow_row ON " + same + ")";
}

std::string SqliteDialect::key_of(const sql::Table& table, std::span<const sql::Cell> texts) const {
  const Table& of = known(table.target).table;
  if (of.integer_key) return std::string(texts.front().value_or(""));
  std::vector<Stored> values;
  for (const sql::Cell& text : texts) values.push_back(read_value(text));
  std::vector<Cell> row(of.columns.size());
  for (std::size_t part = 0; part < values.size(); ++part) row[of.key[part]] = values[part].cell();
  std::string out;
  append_key(out, of, row);
  return out;
}

std::optional<std::vector<std::string>> SqliteDialect::parse_key(const sql::Table& table,
                                                                 std::string_view key) const {
  const auto values = sqlite::parse_key(known(table.target).table, key);
  if (!values) return std::nullopt;
  std::vector<std::string> out;
  for (const Stored& value : *values) append_json(out.emplace_back(), value.cell());
  return out;
}

std::string SqliteDialect::copy_of(const sql::Table& table, std::span<const sql::Cell> row) const {
  std::string out = Dialect::copy_of(table, row);
  out.pop_back();  // the bracket
  const std::vector<Dangling>& dangling = known(table.target).dangling;
  std::vector<std::string> nowhere;
  for (std::size_t i = 0; i < dangling.size(); ++i) {
    if (row[table.columns.size() + i] == "1") nowhere.push_back(dangling[i].name);
  }
  append_dangling(out, nowhere);
  return out += ']';
}

std::string SqliteDialect::header_of(const sql::Table& table) const {
  return RowReader(known(table.target).table).header();
}

std::string SqliteDialect::digest_of(std::span<const sql::Cell> row, std::span<const std::size_t> columns) const {
  std::vector<Stored> values;
  std::vector<Cell> cells;
  for (const std::size_t column : columns) values.push_back(read_value(row[column]));
  for (const Stored& value : values) cells.push_back(value.cell());
  return sqlite::digest_of(cells);
}

}  // namespace winnow::sqlite
