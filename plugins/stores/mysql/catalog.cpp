// What the catalog of MariaDB and MySQL says of a table.
#include <algorithm>
#include <charconv>

#include "dialect.h"

namespace winnow::mysql {
namespace {

using sql::Column;
using sql::Family;

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
  if (type == "VIEW") {
    table.is_view = true;
    return;
  }
  if (type == "SEQUENCE" || type == "SYSTEM VIEW") {
    throw Error(WINNOW_BAD_CONFIG, "\"" + target + "\" is a sequence or belongs to the server; name a table");
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
      "column_key = 'PRI', extra LIKE '%on update%', collation_name NOT LIKE '%\\_bin' FROM "
      "information_schema.columns WHERE table_schema = "
      "database() AND BINARY table_name = "
      "BINARY "
      "\x01"
      "1\x02 ORDER BY ordinal_position",
      names, [&](std::span<const sql::Cell> row) {
        Column column;
        column.name = row[0].value_or("");
        column.type = row[1].value_or("");
        column.family = family_of(row[2].value_or(""));
        column.generated = row[3] == "1";
        column.stamped = row[5] == "1";
        column.same_if_alike = row[6] == "1";
        // '' stands there for what was no value of it, and cannot be written again.
        if (row[2] == "enum") table.may_hold_odd_rows = true;
        if (row[4] == "1") table.key.push_back(table.columns.size());
        table.columns.push_back(std::move(column));
        return Next::more;
      });
}

/// As InnoDB's flags of a foreign key say.
sql::Rule rule_of(std::string_view flags) {
  unsigned int value = 0;
  std::from_chars(flags.data(), flags.data() + flags.size(), value);
  if ((value & 1) != 0) return sql::Rule::cascade;
  return (value & 2) != 0 ? sql::Rule::set_null : sql::Rule::restrict;
}

/// A part of InnoDB's name of a table, app/audit@002dlogs: 1 the database, -1 the table.
std::string part_of(const std::string& column, int part) {
  return "CONVERT(CONVERT(CAST(SUBSTRING_INDEX(" + column + ", '/', " + std::to_string(part) +
         ") AS BINARY) USING filename) USING utf8mb4)";
}

/// Whether a view of the information schema lists something of the table that meets `condition`.
bool is_listed(sql::Driver& driver, const std::string& view, const std::string& target,
               const std::string& condition) {
  const sql::Param names[] = {text_param(target)};
  return driver
      .value("SELECT 1 FROM information_schema." + view +
                 " WHERE table_schema = database() AND BINARY table_name = BINARY \x01"
                 "1\x02 AND " +
                 condition + " LIMIT 1",
             names)
      .has_value();
}

/// Whether the table has foreign keys. Rows that came with foreign_key_checks = 0 may lead nowhere.
bool has_parents(sql::Driver& driver, const std::string& target) {
  return is_listed(driver, "table_constraints", target, "constraint_type = 'FOREIGN KEY'");
}

/// InnoDB's own list, which is whole: information_schema.referential_constraints shows an account no foreign key of
/// a table on which it lacks a privilege, and a cascade asks nobody for one.
void list_references(sql::Driver& driver, const std::string& target, sql::Table& table) {
  const std::string list =
      std::string("information_schema.innodb_") + (is_mariadb(driver) ? "sys_foreign" : "foreign");
  const sql::Param names[] = {text_param(target)};
  std::string last;
  driver.query(
      "SELECT f.id, " + part_of("f.for_name", 1) + ", " + part_of("f.for_name", -1) +
          ", c.for_col_name, c.ref_col_name, f.type, " + part_of("f.for_name", 1) + " = database() FROM " + list +
          " f JOIN " + list + "_cols c ON c.id = f.id WHERE BINARY " + part_of("f.ref_name", 1) +
          " = BINARY database() AND BINARY " + part_of("f.ref_name", -1) +
          " = BINARY \x01"
          "1\x02 ORDER BY 2, 3, 1, c.pos",
      names, [&](std::span<const sql::Cell> row) {
        if (row[0] != last) {
          last = row[0].value_or("");
          sql::Reference reference;
          reference.child = row[2].value_or("");
          reference.child_name = quoted(row[1].value_or("")) + "." + quoted(row[2].value_or(""));
          reference.rule = rule_of(row[5].value_or(""));
          if (row[6] != "1" && reference.takes_along()) {
            table.facts.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, "another_database",
                                   "rows of " + reference.child_name + " hang on \"" + table.target +
                                       "\", and a copy of rows names no database; let its foreign key restrict"});
          }
          table.references.push_back(std::move(reference));
        }
        table.references.back().equals.emplace_back("=");
        table.references.back().child_columns.emplace_back(row[3].value_or(""));
        table.references.back().parent_columns.emplace_back(row[4].value_or(""));
        return Next::more;
      });
}

/// A row is locked by its primary key. Who inserts a row that refers to it by another index asks only for the lock
/// of that index's entry, and so would not wait.
void refuse_unlockable(sql::Table& table) {
  for (const sql::Reference& reference : table.references) {
    const bool by_key = std::ranges::equal(reference.parent_columns, table.key, {}, {},
                                           [&table](std::size_t column) { return table.columns[column].name; });
    if (by_key || !reference.takes_along()) continue;
    table.facts.push_back(
        {WINNOW_FACT_BLOCKER, WINNOW_NULL, "not_by_key",
         "rows of \"" + reference.child + "\" hang on \"" + table.target +
             "\" by another key than its primary key, so that no lock keeps new ones away; let its "
             "foreign key restrict"});
  }
}

void read_references(sql::Driver& driver, const std::string& target, sql::Table& table) {
  try {
    list_references(driver, target, table);
    refuse_unlockable(table);
  } catch (const sql::ServerError& error) {
    if (error.code() == WINNOW_UNAVAILABLE) throw;
    table.facts.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, "unseen_rows",
                           "whether rows of other tables refer to \"" + target +
                               "\" cannot be seen; GRANT PROCESS ON *.* to this account, which lists the foreign "
                               "keys of all tables (" +
                               error.what() + ")"});
  }
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
        } else if (row[1] == "UPDATE") {
          table.on_update = "trigger \"" + name + "\"";
        } else if (row[1] == "INSERT") {
          table.no_way_back =
              "trigger \"" + name +
              "\" would fire when a row is put back; drop it, or let it pass over rows that are restored";
          table.facts.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, "insert_trigger", table.no_way_back});
        }
        return Next::more;
      });
}

/// InnoDB ends the whole server where a row under a FULLTEXT index is deleted, put back, and deleted once more in
/// one transaction, savepoints or not.
bool has_fulltext(sql::Driver& driver, const std::string& target) {
  return is_listed(driver, "statistics", target, "index_type = 'FULLTEXT'");
}

}  // namespace

std::string quoted(std::string_view name) {
  return sql::enclosed(name, '`');
}

std::vector<std::string> MysqlDialect::tables(sql::Driver& driver) const {
  return driver.column(
      "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE "
      "TABLE' "
      "ORDER BY table_name");
}

sql::Table MysqlDialect::describe(sql::Driver& driver, std::string_view target) const {
  sql::Table out = describe_readable(driver, target);
  if (out.is_view) throw sql::refused_view(target);
  return out;
}

sql::Table MysqlDialect::describe_readable(sql::Driver& driver, std::string_view target) const {
  sql::Table out;
  out.target = target;
  out.name = quoted(database_) + "." + quoted(target);
  find_table(driver, out.target, out);
  read_columns(driver, out.target, out);
  if (out.is_view) return out;
  read_references(driver, out.target, out);
  read_triggers(driver, out.target, out);
  out.may_hold_odd_rows = out.may_hold_odd_rows || has_parents(driver, out.target);
  out.rehearse_apart = has_fulltext(driver, out.target);
  if (driver.value("SELECT @@global.read_only") == "1") {
    out.facts.push_back(
        {WINNOW_FACT_BLOCKER, WINNOW_NULL, "read_only", "this server is read-only; name the primary"});
  }
  if (driver.value("SELECT @@global.log_bin = 1 AND @@session.binlog_format = 'STATEMENT'") == "1") {
    out.facts.push_back(
        {WINNOW_FACT_BLOCKER, WINNOW_NULL, "binlog_format",
         "binlog_format is STATEMENT, under which the server refuses to remove rows one by one; SET "
         "GLOBAL binlog_format = 'ROW'"});
  }
  return out;
}

}  // namespace winnow::mysql
