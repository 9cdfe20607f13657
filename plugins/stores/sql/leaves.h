/// One comparison of a filter in a server's SQL, see filter_sql.h. Thread rule: one thread.
#pragma once

#include <string>
#include <vector>

#include "sql/dialect.h"
#include "sql/filter_sql.h"

namespace winnow::sql {

class ServerLeaves final : public Leaves {
 public:
  /// Parameters are appended to `params`, whatever stands there already.
  ServerLeaves(const ServerDialect& dialect, const Table& table, const Selection& selection,
               std::vector<Param>& params)
      : dialect_(dialect), table_(table), selection_(selection), params_(params) {}

  std::string leaf(const Filter& comparison, Widening widening) override;

  /// For reading alone: a list lets through what the server itself may hold for equal to one of its values.
  void let_equal_through() { equal_through_ = true; }

 private:
  /// A comparison that lets exactly those rows through for which the host says yes, or more of them.
  struct Compared {
    std::string sql;
    bool exact = true;
  };
  std::optional<Compared> compare(const Column& column, const Filter& comparison, Widening widening);
  std::string unreadable_number(const Column& column) const;
  std::optional<Compared> compare_time(const Column& column, winnow_op op, std::int64_t micros);
  std::optional<Compared> compare_in(const Column& column, const std::vector<Value>& values, Widening widening);
  std::string bound(const Column& column, std::string text);

  const ServerDialect& dialect_;
  const Table& table_;
  const Selection& selection_;
  std::vector<Param>& params_;
  bool equal_through_ = false;
};

}  // namespace winnow::sql
