#include "dialect.h"

#include <date/date.h>
#include <algorithm>
#include <charconv>

namespace winnow::postgres {
namespace {

using sql::Column;
using sql::Family;

/// PostgreSQL's text of an array of texts: the nth of each row.
template <class Text>
std::string array_of(std::span<const std::vector<Text>> rows, std::size_t n) {
  std::string out = "{";
  for (const std::vector<Text>& row : rows) {
    if (out.size() > 1) out += ',';
    const sql::Param& text = row[n];
    if (!text) {
      out += "NULL";
      continue;
    }
    out += '"';
    for (const char c : *text) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  }
  return out + "}";
}

bool is_whole(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::string PostgresDialect::identifier(std::string_view name) const {
  return quoted_name(name);
}

std::string PostgresDialect::identity(sql::Driver& driver) const {
  const std::string database = driver.value("SELECT current_database()").value_or("");
  try {
    return "postgres:" + driver.value("SELECT system_identifier::text FROM pg_control_system()").value_or("") +
           "/" + database;
  } catch (const sql::ServerError& error) {
    if (error.code() == WINNOW_UNAVAILABLE) throw;
    throw Error(WINNOW_BAD_CONFIG,
                "this account may not call pg_control_system(), by which a server is known; grant it "
                "EXECUTE there: " +
                    std::string(error.what()));
  }
}

std::set<std::string> PostgresDialect::columns_made_null(sql::Driver& driver, const sql::Table& table) const {
  const sql::Param name[] = {table.name};
  const std::vector<std::string> found = driver.column(
      "SELECT a.attname FROM pg_constraint f JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = "
      "ANY(f.conkey) WHERE f.contype = 'f' AND f.confdeltype = 'n' AND f.conrelid = $1::text::regclass",
      name);
  return {found.begin(), found.end()};
}

std::string PostgresDialect::read(const Column& column) const {
  return quoted_name(column.name) + "::text";
}

std::string PostgresDialect::has_key(const sql::Table& table, std::span<const std::vector<std::string>> keys,
                                     std::vector<sql::Param>& params) const {
  std::string columns;
  std::string arrays;
  for (std::size_t part = 0; part < table.key.size(); ++part) {
    const Column& column = table.columns[table.key[part]];
    params.emplace_back(array_of(keys, part));
    columns += (columns.empty() ? "" : ", ") + (table.name + "." + quoted_name(column.name));
    arrays += (arrays.empty() ? "" : ", ") + mark(params.size()) + "::" + column.type + "[]";
  }
  if (table.key.size() == 1) return columns + " = ANY(" + arrays + ")";
  return "(" + columns + ") IN (SELECT * FROM unnest(" + arrays + "))";
}

std::string PostgresDialect::rows_of(std::span<const Column> columns, std::span<const std::vector<sql::Param>> rows,
                                     std::vector<sql::Param>& params) const {
  // An array a column: a parameter for each value would cost the server more than the rows do.
  std::string values, arrays, names;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string comma = i == 0 ? "" : ", ";
    const std::string name = "c" + std::to_string(i);
    params.emplace_back(array_of(rows, i));
    values += comma + "r." + name + "::" + columns[i].type;
    arrays += comma + mark(params.size()) + "::text[]";
    names += comma + name;
  }
  return "SELECT " + values + " FROM unnest(" + arrays + ") AS r(" + names + ")";
}

std::string PostgresDialect::operand(const Column& column, winnow_op op) const {
  if (column.family != Family::text) return quoted_name(column.name);
  const bool equality = op == WINNOW_EQ || op == WINNOW_NE;
  const bool is_text = column.type == "text" || column.type.starts_with("character varying");
  // Most texts are equal only bytewise, and so can be looked up in an index; their order is a collation's.
  return equality && is_text && !column.loose ? quoted_name(column.name)
                                              : quoted_name(column.name) + "::text COLLATE \"C\"";
}

std::string PostgresDialect::also_equal(const Column& column, const std::vector<std::string>& texts,
                                        const std::vector<std::string>&, std::vector<sql::Param>& params) const {
  if (!column.loose || texts.empty()) return {};
  // The operators of citext stand in a schema that may be any: what they do is compare lower case.
  std::string own, low;
  for (const std::string& text : texts) {
    params.emplace_back(text);
    const std::string value = mark(params.size()) + "::text";
    own += (own.empty() ? "" : ", ") + value;
    low += (low.empty() ? "" : ", ") + ("lower(" + value + ")");
  }
  const std::string name = quoted_name(column.name) + "::text";
  return name + " IN (" + own + ") OR lower(" + name + ") IN (" + low + ")";
}

std::string PostgresDialect::parameter(const Column& column, std::size_t n, const std::string& text) const {
  switch (column.family) {
    case Family::number: {
      const bool whole =
          (column.type == "smallint" || column.type == "integer" || column.type == "bigint") && is_whole(text);
      return mark(n) + (whole ? "::text::bigint" : "::text::numeric");
    }
    case Family::boolean: return mark(n) + "::text::boolean";
    case Family::instant:
    case Family::local_time:
    case Family::date:
      // Not by way of text: what that means depends on the session, so that the server would read it for each row.
      return mark(n) + "::" + column.type;
    default: return mark(n) + "::text";
  }
}

std::string PostgresDialect::time_text(const Column& column, std::int64_t micros) const {
  const date::sys_time<Span> time{Span{micros}};
  if (column.family == Family::date) return date::format("%F", date::floor<date::days>(time));
  return date::format(column.family == Family::instant ? "%F %T+00" : "%F %T", time);
}

std::string PostgresDialect::unreadable(const Column& column) const {
  if (column.family == Family::number) return {};
  if (column.family != Family::instant && column.family != Family::local_time && column.family != Family::date) {
    return quoted_name(column.name) + " IS NOT NULL";
  }
  return quoted_name(column.name) + " IN ('infinity', '-infinity')";
}

void PostgresDialect::switch_triggers(sql::Driver& driver, sql::Triggers to) const {
  // Unlike ALTER TABLE ... DISABLE TRIGGER it waits for nobody, and no other session is concerned.
  driver.execute(std::string("SET LOCAL session_replication_role = ") +
                 (to == sql::Triggers::off ? "replica" : "origin"));
}

namespace {

/// Runs a statement that takes a lock.
template <class Statement>
void locking(const std::string& who, const std::string& name, const Statement& statement) {
  try {
    statement();
  } catch (const sql::ServerError& error) {
    if (error.why() != sql::Refusal::locked) throw;
    throw Error(WINNOW_UNAVAILABLE, who + " " + name + "; try again later");
  }
}

}  // namespace

void keep_winnow_off(sql::Driver& driver, const std::string& name) {
  locking("another session of winnow works on", name, [&] {
    const sql::Param lock[] = {"winnow " + name};
    driver.query("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))", lock,
                 [](std::span<const sql::Cell>) { return Next::more; });
  });
}

void PostgresDialect::keep_winnow_off(sql::Driver& driver, std::string_view target) const {
  postgres::keep_winnow_off(driver, table_name(target, schema_));
}

void PostgresDialect::keep_form(sql::Driver& driver, std::string_view target) const {
  const std::string name = table_name(target, schema_);
  // What DELETE takes by itself, but before the catalog is read: it keeps out ALTER TABLE, new triggers and new
  // foreign keys, and lets every reader and writer go on.
  locking("somebody changes", name, [&] { driver.execute("LOCK TABLE " + name + " IN ROW EXCLUSIVE MODE"); });
}

}  // namespace winnow::postgres
