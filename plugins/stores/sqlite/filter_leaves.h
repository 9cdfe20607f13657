/// One comparison of a filter as SQLite sees it.
///
/// Every leaf asks for the value's storage class first and is NULL for another family, exactly as the host's own
/// evaluation is unknown there; texts compare as bytes, whatever collation the column declares, unless
/// let_equal_through() says otherwise; what is compared with a TIME goes through winnow_time(). Thread rule: one
/// thread at a time.
#pragma once

#include <functional>
#include <vector>

#include "sql/filter_sql.h"
#include "times.h"

namespace winnow::sqlite {

/// Answers the form of a column's times.
using FormOf = std::function<TimeForm(const Column&)>;

class FilterLeaves final : public sql::Leaves {
 public:
  /// `first`: the number of the first parameter. All arguments must outlive the object.
  FilterLeaves(const Table& table, const std::string& time_field, const FormOf& form_of, int first)
      : table_(table), time_field_(time_field), form_of_(form_of), next_(first) {}

  std::string leaf(const Filter& comparison, sql::Widening widening) override;

  /// For reading alone: a list lets through what SQLite itself may hold for equal to one of its values.
  void let_equal_through() { equal_through_ = true; }

  /// What to bind, from the first parameter on.
  const std::vector<Value>& values() const { return values_; }

 private:
  std::string compared(const std::string& column, const char* op, const Value& value, const Column& of,
                       sql::Widening widening);
  std::string any_of(const std::string& column, const std::vector<Value>& values, const Column& of,
                     sql::Widening widening);
  void join_also_equal(const std::string& column, const std::vector<Value>& values,
                       const std::function<void(const std::string&)>& join);
  std::string timed(const char* function, const std::string& column, const Column& of) const;
  std::string parameter(Value value);

  const Table& table_;
  const std::string& time_field_;
  const FormOf& form_of_;
  int next_;
  bool equal_through_ = false;
  std::vector<Value> values_;
};

}  // namespace winnow::sqlite
