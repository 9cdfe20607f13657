/// SQLite as the engine of SQL stores asks it for rows that hang on each other (sql/dependants.h), over a
/// connection whose texts are the values' JSON in copies (content.h). Thread rule: one thread at a time.
#pragma once

#include <functional>
#include <map>

#include "catalog.h"
#include "sql/dialect.h"

namespace winnow::sqlite {

class SqliteDialect final : public sql::Dialect {
 public:
  /// For as long as the catalog stays as it is: within a transaction, or one reading.
  explicit SqliteDialect(Connection& connection) : connection_(connection) {}

  /// A table with a hidden rowid has that as its first column, as its copies do.
  sql::Table describe(sql::Driver&, std::string_view target) const override;
  std::set<std::string> columns_made_null(sql::Driver&, const sql::Table& table) const override;
  std::string identifier(std::string_view name) const override { return sqlite::identifier(name); }
  std::string mark(std::size_t n) const override { return "?" + std::to_string(n); }
  std::string read(const sql::Column& column) const override { return identifier(column.name); }
  std::string list(const sql::Table& table) const override;
  std::string write(const sql::Column&, std::size_t n) const override { return mark(n); }
  std::string has_key(const sql::Table& table, std::span<const std::vector<std::string>> keys,
                      std::vector<sql::Param>& params) const override;
  std::string key_of(const sql::Table& table, std::span<const sql::Cell> texts) const override;
  std::optional<std::vector<std::string>> parse_key(const sql::Table& table, std::string_view key) const override;
  void append_cell(std::string& out, const sql::Cell& cell) const override { out += cell.value_or("null"); }
  std::string copy_of(const sql::Table& table, std::span<const sql::Cell> row) const override;
  std::string header_of(const sql::Table& table) const override;
  std::string digest_of(std::span<const sql::Cell> row, std::span<const std::size_t> columns) const override;
  /// Nothing: a transaction that writes keeps every other writer out.
  void keep_form(sql::Driver&, std::string_view) const override {}
  std::string lock_rows() const override { return {}; }
  /// SQLite's own cascades follow them.
  bool lets_circles_go() const override { return true; }

 private:
  struct Known {
    Table table;
    std::vector<Dangling> dangling;
  };
  const Known& known(std::string_view target) const;

  Connection& connection_;
  mutable std::map<std::string, Known, std::less<>> known_;
};

}  // namespace winnow::sqlite
