#include "dialect.h"

#include <date/date.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace winnow::mysql {
namespace {

using sql::Column;
using sql::Family;

std::string quoted(std::string_view name) {
  std::string out = "`";
  for (const char c : name) {
    out += c;
    if (c == '`') out += c;
  }
  return out + "`";
}

bool is_one_of(std::string_view type, std::initializer_list<std::string_view> types) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

Family family_of(std::string_view type) {
  if (is_one_of(type,
                {"tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double", "year", "bit"}))
    return Family::number;
  if (is_one_of(type, {"binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"})) return Family::bytes;
  if (type == "timestamp") return Family::instant;
  if (type == "datetime") return Family::local_time;
  if (type == "date") return Family::date;
  if (is_one_of(type, {"char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set", "uuid",
                       "inet4", "inet6"}))
    return Family::text;
  return Family::other;
}

/// The word with which a column's type begins: bit(5) is a bit.
std::string_view word_of(const Column& column) {
  return std::string_view(column.type).substr(0, std::min(column.type.find_first_of("( "), column.type.size()));
}

bool is_whole(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

sql::Param text_param(std::string_view text) {
  return std::string(text);
}

void find_table(sql::Driver& driver, const std::string& target, sql::Table& table) {
  const sql::Param names[] = {text_param(target)};
  std::string type, engine;
  driver.query(
      "SELECT table_type, coalesce(engine, '') FROM information_schema.tables WHERE table_schema = database() AND "
      "BINARY table_name = BINARY \x01"
      "1\x02",
      names, [&](std::span<const sql::Cell> row) {
        type = row[0].value_or("");
        engine = row[1].value_or("");
        return Next::more;
      });
  if (type.empty()) {
    std::string known;
    driver.query(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = database() ORDER BY 1 LIMIT 30", {},
        [&](std::span<const sql::Cell> row) {
          known += (known.empty() ? "" : ", ") + std::string(row[0].value_or(""));
          return Next::more;
        });
    throw Error(WINNOW_BAD_CONFIG, "no table \"" + target + "\"; there are: " + (known.empty() ? "none" : known));
  }
  if (type.find("VIEW") != std::string::npos || type == "SEQUENCE") {
    throw Error(WINNOW_BAD_CONFIG, "\"" + target + "\" is a view or a sequence; name a table");
  }
  if (engine != "InnoDB") {
    table.facts.push_back(
        {WINNOW_FACT_BLOCKER, WINNOW_NULL, "no_rollback",
         "\"" + target + "\" is kept by " + engine + ", which cannot roll back; ALTER TABLE ... ENGINE = InnoDB"});
  }
  if (type == "SYSTEM VERSIONED") {
    table.facts.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, "versioned",
                           "\"" + target + "\" keeps its own history, in which removed rows stay"});
  }
}

void read_columns(sql::Driver& driver, const std::string& target, sql::Table& table) {
  const sql::Param names[] = {text_param(target)};
  driver.query(
      "SELECT column_name, column_type, data_type, (extra LIKE '%GENERATED%' AND extra NOT LIKE "
      "'%DEFAULT_GENERATED%'), "
      "column_key = 'PRI' FROM information_schema.columns WHERE table_schema = database() AND BINARY table_name = "
      "BINARY "
      "\x01"
      "1\x02 ORDER BY ordinal_position",
      names, [&](std::span<const sql::Cell> row) {
        Column column;
        column.name = row[0].value_or("");
        column.type = row[1].value_or("");
        column.family = family_of(row[2].value_or(""));
        column.generated = row[3] == "1";
        if (row[4] == "1") table.key.push_back(table.columns.size());
        table.columns.push_back(std::move(column));
        return Next::more;
      });
}

void read_references(sql::Driver& driver, const std::string& target, sql::Table& table) {
  const sql::Param names[] = {text_param(target)};
  std::string last;
  driver.query(
      "SELECT k.constraint_name, k.table_schema, k.table_name, k.column_name, k.referenced_column_name, "
      "r.delete_rule "
      "FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r ON "
      "r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = "
      "k.table_name "
      "WHERE k.referenced_table_schema = database() AND BINARY k.referenced_table_name = BINARY \x01"
      "1\x02 "
      "ORDER BY k.table_schema, k.table_name, k.constraint_name, k.ordinal_position",
      names, [&](std::span<const sql::Cell> row) {
        const std::string name = std::string(row[1].value_or("")) + "." + std::string(row[2].value_or("")) + "." +
                                 std::string(row[0].value_or(""));
        if (name != last) {
          sql::Reference reference;
          reference.child = row[2].value_or("");
          reference.child_name = quoted(row[1].value_or("")) + "." + quoted(row[2].value_or(""));
          reference.rule = "ON DELETE " + std::string(row[5].value_or(""));
          reference.restricts = row[5] == "RESTRICT" || row[5] == "NO ACTION";
          table.references.push_back(std::move(reference));
          last = name;
        }
        table.references.back().child_columns.emplace_back(row[3].value_or(""));
        table.references.back().parent_columns.emplace_back(row[4].value_or(""));
        return Next::more;
      });
}

/// Triggers cannot be switched off: what one does on a delete nobody has a copy of, what one does on an insert undo
/// would do again.
void read_triggers(sql::Driver& driver, const std::string& target, sql::Table& table) {
  const sql::Param names[] = {text_param(target)};
  driver.query(
      "SELECT trigger_name, event_manipulation FROM information_schema.triggers WHERE event_object_schema = "
      "database() AND BINARY event_object_table = BINARY \x01"
      "1\x02 ORDER BY trigger_name",
      names, [&](std::span<const sql::Cell> row) {
        const std::string name(row[0].value_or(""));
        if (row[1] == "DELETE") {
          table.facts.push_back({WINNOW_FACT_TRIGGER, WINNOW_NULL, name, "fires when a row is deleted"});
        } else if (row[1] == "INSERT") {
          table.facts.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, "insert_trigger",
                                 "trigger \"" + name +
                                     "\" would fire when a row is put back; drop it, or let it "
                                     "pass over rows that are restored"});
        }
        return Next::more;
      });
}

}  // namespace

std::string MysqlDialect::identifier(std::string_view name) const {
  return quoted(name);
}

std::vector<std::string> MysqlDialect::tables(sql::Driver& driver) const {
  return driver.column(
      "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE "
      "TABLE' "
      "ORDER BY table_name");
}

sql::Table MysqlDialect::describe(sql::Driver& driver, std::string_view target) const {
  sql::Table out;
  out.target = target;
  out.name = quoted(database_) + "." + quoted(target);
  find_table(driver, out.target, out);
  read_columns(driver, out.target, out);
  read_references(driver, out.target, out);
  read_triggers(driver, out.target, out);
  if (driver.value("SELECT @@global.read_only") == "1") {
    out.facts.push_back(
        {WINNOW_FACT_BLOCKER, WINNOW_NULL, "read_only", "this server is read-only; name the primary"});
  }
  return out;
}

std::string MysqlDialect::read(const Column& column) const {
  const std::string_view word = word_of(column);
  const std::string name = quoted(column.name);
  if (column.family == Family::bytes) return "HEX(" + name + ")";
  if (word == "bit") return "CAST(" + name + " AS UNSIGNED)";
  // A FLOAT's own text has six digits; as a DOUBLE it has all that it is.
  if (word == "float") return "CAST(" + name + " AS DOUBLE)";
  const bool shape = is_one_of(word, {"geometry", "point", "linestring", "polygon", "multipoint", "multilinestring",
                                      "multipolygon", "geometrycollection"});
  return shape ? "HEX(" + name + ")" : name;
}

std::string MysqlDialect::write(const Column& column, std::size_t n) const {
  if (read(column).starts_with("HEX(")) return "UNHEX(" + mark(n) + ")";
  return word_of(column) == "bit" ? "CAST(" + mark(n) + " AS UNSIGNED)" : mark(n);
}

std::string MysqlDialect::has_key(const sql::Table& table, std::span<const std::vector<std::string>> keys,
                                  std::vector<sql::Param>& params) const {
  std::string columns;
  for (const std::size_t key : table.key) {
    columns += (columns.empty() ? "" : ", ") + (table.name + "." + quoted(table.columns[key].name));
  }
  std::string rows;
  for (const std::vector<std::string>& key : keys) {
    std::string row;
    for (std::size_t part = 0; part < key.size(); ++part) {
      params.emplace_back(key[part]);
      row += (row.empty() ? "" : ", ") + write(table.columns[table.key[part]], params.size());
    }
    rows += (rows.empty() ? "(" : ", (") + row + ")";
  }
  return "(" + columns + ") IN (" + rows + ")";
}

std::string MysqlDialect::rows_of(std::span<const Column> columns, std::span<const std::vector<sql::Param>> rows,
                                  std::vector<sql::Param>& params) const {
  std::string out;
  for (const std::vector<sql::Param>& row : rows) {
    out += out.empty() ? "VALUES (" : ", (";
    for (std::size_t i = 0; i < columns.size(); ++i) {
      params.push_back(row[i]);
      out += (i == 0 ? "" : ", ") + write(columns[i], params.size());
    }
    out += ')';
  }
  return out;
}

std::string MysqlDialect::operand(const Column& column, winnow_op) const {
  if (column.family != Family::text) return quoted(column.name);
  // Its own collation would take 'admin ' for 'Admin'.
  return "BINARY CONVERT(" + quoted(column.name) + " USING utf8mb4)";
}

std::string MysqlDialect::parameter(const Column& column, std::size_t n, const std::string& text) const {
  switch (column.family) {
    case Family::number: return "CAST(" + mark(n) + (is_whole(text) ? " AS SIGNED)" : " AS DECIMAL(65, 30))");
    case Family::boolean: return mark(n) + " = 'true'";
    case Family::text: return "BINARY CONVERT(" + mark(n) + " USING utf8mb4)";
    default: return mark(n);
  }
}

std::string MysqlDialect::time_text(const Column& column, std::int64_t micros) const {
  const date::sys_time<Span> time{Span{micros}};
  return column.family == Family::date ? date::format("%F", date::floor<date::days>(time))
                                       : date::format("%F %T", time);
}

void MysqlDialect::enter(sql::Driver& driver, std::string_view target) const {
  const std::string table = quoted(database_) + "." + quoted(target);
  // A lock of the session, not of the transaction: it ends with the connection, and so with a client that died.
  const sql::Param name[] = {"winnow " + table};
  if (driver.value("SELECT GET_LOCK(MD5(\x01"
                   "1\x02), 10)",
                   name) != "1") {
    throw Error(WINNOW_UNAVAILABLE, "another session of winnow works on " + table + "; try again later");
  }
  try {
    // Reads no row, but keeps ALTER TABLE and new triggers out until the transaction ends.
    driver.value("SELECT 1 FROM " + table + " LIMIT 0");
  } catch (const sql::ServerError& error) {
    if (error.why() != sql::Refusal::locked) throw;
    throw Error(WINNOW_UNAVAILABLE, "somebody changes " + table + "; try again later");
  }
}

void MysqlDialect::before_restore(sql::Driver& driver) const {
  // MySQL has no such switch; there a row that a later CHECK would refuse stays in the bin, and is named.
  if (driver.value("SELECT version() LIKE '%MariaDB%'") == "1")
    driver.execute("SET SESSION check_constraint_checks = 0");
}

void MysqlDialect::after_restore(sql::Driver& driver) const {
  if (driver.value("SELECT version() LIKE '%MariaDB%'") == "1")
    driver.execute("SET SESSION check_constraint_checks = 1");
}

}  // namespace winnow::mysql
