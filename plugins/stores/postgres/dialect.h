/// PostgreSQL 12 and later, as the engine of SQL stores asks it. Thread rule: const after construction.
#pragma once

#include <utility>

#include "sql/dialect.h"

namespace winnow::postgres {

/// A name as SQL writes it, whatever characters it has.
std::string quoted_name(std::string_view name);

/// The names of a target, schema and table: SCHEMA.TABLE, or TABLE in the store's `schema`. Throws
/// Error(WINNOW_BAD_CONFIG) for what is never a target: a table of the server's own, or in winnow's bin.
std::pair<std::string, std::string> split(std::string_view target, const std::string& schema);
/// The same as SQL writes it.
std::string table_name(std::string_view target, const std::string& schema);
/// Schemas of partitions that were taken away begin so.
constexpr std::string_view kBinSchemas = "winnow_trash_";

/// A table, whose oid is $1, and its partitions of any depth.
inline const std::string kParts = "(SELECT $1::oid UNION SELECT relid::oid FROM pg_partition_tree($1::oid))";

/// Until the transaction ends no other session of winnow works on this table. Throws Error(WINNOW_UNAVAILABLE)
/// where one does for longer than the session waits for locks.
void keep_winnow_off(sql::Driver& driver, const std::string& name);

class PostgresDialect final : public sql::ServerDialect {
 public:
  /// `schema`: where targets without one are looked up.
  explicit PostgresDialect(std::string schema) : schema_(std::move(schema)) {}

  sql::Table describe(sql::Driver& driver, std::string_view target) const override;
  sql::Table describe_readable(sql::Driver& driver, std::string_view target) const override;
  std::string identity(sql::Driver& driver) const override;
  std::vector<std::string> tables(sql::Driver& driver) const override;
  void require_one_name(sql::Driver& driver, std::string_view target) const override;
  std::string identifier(std::string_view name) const override;
  std::string mark(std::size_t n) const override { return "$" + std::to_string(n); }
  std::string read(const sql::Column& column) const override;
  std::string has_key(const sql::Table& table, std::span<const std::vector<std::string>> keys,
                      std::vector<sql::Param>& params) const override;
  std::string write(const sql::Column& column, std::size_t n) const override {
    return mark(n) + "::text::" + column.type;
  }
  std::string rows_of(std::span<const sql::Column> columns, std::span<const std::vector<sql::Param>> rows,
                      std::vector<sql::Param>& params) const override;
  std::string also_equal(const sql::Column& column, const std::vector<std::string>& texts,
                         const std::vector<std::string>& numbers, std::vector<sql::Param>& params) const override;
  std::string operand(const sql::Column& column, winnow_op op) const override;
  std::string parameter(const sql::Column& column, std::size_t n, const std::string& text) const override;
  std::string time_text(const sql::Column& column, std::int64_t micros) const override;
  std::string unreadable(const sql::Column& column) const override;
  std::string lock_rows() const override { return " FOR UPDATE SKIP LOCKED"; }
  void keep_winnow_off(sql::Driver& driver, std::string_view target) const override;
  std::set<std::string> columns_made_null(sql::Driver& driver, const sql::Table& table) const override;
  void keep_form(sql::Driver& driver, std::string_view target) const override;
  bool locks_ahead() const override { return true; }
  void before_restore(sql::Driver&) const override {}
  void after_restore(sql::Driver&) const override {}
  void switch_triggers(sql::Driver& driver, sql::Triggers to) const override;
  std::string overriding() const override { return " OVERRIDING SYSTEM VALUE"; }

 private:
  std::string schema_;
};

}  // namespace winnow::postgres
