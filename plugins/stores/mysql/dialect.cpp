#include "dialect.h"

#include <date/date.h>

#include <algorithm>
#include <charconv>

namespace winnow::mysql {
namespace {

using sql::Column;
using sql::Family;

/// The word with which a column's type begins: bit(5) is a bit.
std::string_view word_of(const Column& column) {
  return std::string_view(column.type).substr(0, std::min(column.type.find_first_of("( "), column.type.size()));
}

bool is_whole(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

bool is_one_of(std::string_view type, std::initializer_list<std::string_view> types) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

bool is_mariadb(sql::Driver& driver) {
  return driver.value("SELECT version() LIKE '%MariaDB%'") == "1";
}

std::string MysqlDialect::identifier(std::string_view name) const {
  return quoted(name);
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
  const auto named = [&](std::size_t part) {
    return table.name + "." + quoted(table.columns[table.key[part]].name);
  };
  const auto given = [&](const std::vector<std::string>& key, std::size_t part) {
    params.emplace_back(key[part]);
    return write(table.columns[table.key[part]], params.size());
  };
  std::string out;
  if (table.key.size() == 1) {
    for (const std::vector<std::string>& key : keys) out += (out.empty() ? "" : ", ") + given(key, 0);
    return named(0) + " IN (" + out + ")";
  }
  // Column by column: compared as a row, (a, b) IN (...), a number would be one of 53 bits, and a text of its own
  // character set.
  for (const std::vector<std::string>& key : keys) {
    std::string row;
    for (std::size_t part = 0; part < key.size(); ++part)
      row += (part == 0 ? "" : " AND ") + named(part) + " = " + given(key, part);
    out += (out.empty() ? "(" : " OR (") + row + ")";
  }
  return "(" + out + ")";
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

std::string MysqlDialect::also_equal(const Column& column, const std::vector<std::string>& texts,
                                     const std::vector<std::string>& numbers,
                                     std::vector<sql::Param>& params) const {
  const auto list = [&](const std::vector<std::string>& values, bool as_numbers) {
    std::string out;
    for (const std::string& value : values) {
      params.emplace_back(value);
      const char* const type = is_whole(value) ? " AS SIGNED)" : " AS DECIMAL(65, 30))";
      out += (out.empty() ? "(" : ", ") + (as_numbers ? "CAST(" + mark(params.size()) + type : mark(params.size()));
    }
    return out + ")";
  };
  const std::string name = quoted(column.name);
  std::string out;
  const auto add = [&out](const std::string& condition) { out += (out.empty() ? "" : " OR ") + condition; };
  if (!texts.empty()) {
    const bool has_collation =
        is_one_of(word_of(column), {"char", "varchar", "tinytext", "text", "mediumtext", "longtext"});
    if (has_collation) add(name + " IN " + list(texts, false));
    // The key's collation may be another than this column's: those that hold most texts for equal.
    for (const char* const collation : {"utf8mb4_general_ci", "utf8mb4_unicode_ci"}) {
      add("CONVERT(" + name + " USING utf8mb4) COLLATE " + collation + " IN " + list(texts, false));
    }
  }
  // As the server does where it compares a text with a number: '07' is 7.
  if (!numbers.empty()) add(name + " + 0 IN " + list(numbers, true));
  return out;
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

void MysqlDialect::keep_winnow_off(sql::Driver& driver, std::string_view target) const {
  const std::string table = quoted(database_) + "." + quoted(target);
  // A lock of the session, not of the transaction: it ends with the connection, and so with a client that died.
  const sql::Param name[] = {"winnow " + table};
  if (driver.value("SELECT GET_LOCK(MD5(\x01"
                   "1\x02), 10)",
                   name) != "1") {
    throw Error(WINNOW_UNAVAILABLE, "another session of winnow works on " + table + "; try again later");
  }
}

std::set<std::string> MysqlDialect::columns_made_null(sql::Driver& driver, const sql::Table& table) const {
  const sql::Param name[] = {table.target};
  const std::vector<std::string> found = driver.column(
      "SELECT k.column_name FROM information_schema.referential_constraints r JOIN "
      "information_schema.key_column_usage k ON k.constraint_schema = r.constraint_schema AND k.constraint_name = "
      "r.constraint_name AND k.table_name = r.table_name WHERE r.constraint_schema = database() AND "
      "k.table_schema = database() AND BINARY r.table_name = BINARY " +
          mark(1) + " AND r.delete_rule = 'SET NULL'",
      name);
  return {found.begin(), found.end()};
}

void MysqlDialect::keep_form(sql::Driver& driver, std::string_view target) const {
  const std::string table = quoted(database_) + "." + quoted(target);
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
  if (is_mariadb(driver)) driver.execute("SET SESSION check_constraint_checks = 0");
}

void MysqlDialect::after_restore(sql::Driver& driver) const {
  if (is_mariadb(driver)) driver.execute("SET SESSION check_constraint_checks = 1");
}

}  // namespace winnow::mysql
