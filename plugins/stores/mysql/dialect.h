/// MariaDB 10.6 and later, and MySQL 8, as the engine of SQL stores asks them. Thread rule: const after
/// construction.
#pragma once

#include <initializer_list>

#include "sql/dialect.h"

namespace winnow::mysql {

/// A name as SQL writes it, whatever characters it has.
std::string quoted(std::string_view name);

bool is_one_of(std::string_view type, std::initializer_list<std::string_view> types);

bool is_mariadb(sql::Driver& driver);

class MysqlDialect final : public sql::ServerDialect {
 public:
  /// `place`: host and database, by which the store is known.
  explicit MysqlDialect(std::string place, std::string database)
      : place_(std::move(place)), database_(std::move(database)) {}

  sql::Table describe(sql::Driver& driver, std::string_view target) const override;
  sql::Table describe_readable(sql::Driver& driver, std::string_view target) const override;
  std::string identity(sql::Driver&) const override { return "mysql:" + place_; }
  std::vector<std::string> tables(sql::Driver& driver) const override;
  std::string identifier(std::string_view name) const override;
  std::string mark(std::size_t n) const override { return "\x01" + std::to_string(n) + "\x02"; }
  std::string read(const sql::Column& column) const override;
  std::string has_key(const sql::Table& table, std::span<const std::vector<std::string>> keys,
                      std::vector<sql::Param>& params) const override;
  std::string write(const sql::Column& column, std::size_t n) const override;
  std::string rows_of(std::span<const sql::Column> columns, std::span<const std::vector<sql::Param>> rows,
                      std::vector<sql::Param>& params) const override;
  std::string also_equal(const sql::Column& column, const std::vector<std::string>& texts,
                         const std::vector<std::string>& numbers, std::vector<sql::Param>& params) const override;
  std::string operand(const sql::Column& column, winnow_op op) const override;
  std::string parameter(const sql::Column& column, std::size_t n, const std::string& text) const override;
  std::string time_text(const sql::Column& column, std::int64_t micros) const override;
  std::string unreadable(const sql::Column&) const override { return {}; }
  std::string lock_rows() const override { return " FOR UPDATE SKIP LOCKED"; }
  /// A DELETE of much of a table reads all of it, and so waits for any row that somebody holds; one with fewer rows
  /// to find than the table has takes the key.
  std::string these_alone(std::size_t rows) const override { return " LIMIT " + std::to_string(rows); }
  void keep_winnow_off(sql::Driver& driver, std::string_view target) const override;
  std::set<std::string> columns_made_null(sql::Driver& driver, const sql::Table& table) const override;
  void keep_form(sql::Driver& driver, std::string_view target) const override;
  void before_restore(sql::Driver& driver) const override;
  void after_restore(sql::Driver& driver) const override;
  std::string overriding() const override { return {}; }

 private:
  std::string place_, database_;
};

}  // namespace winnow::mysql
