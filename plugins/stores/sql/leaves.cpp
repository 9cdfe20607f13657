#include "sql/leaves.h"

#include <algorithm>

#include "sql/rows.h"
#include "winnow/times.hpp"

namespace winnow::sql {
namespace {

constexpr std::size_t kMostInList = 1000;
/// A time without a zone may mean any of the world's zones, a date any moment of its day.
constexpr std::int64_t kSlackMicros = std::int64_t{50} * 3600 * 1'000'000;

/// The text of a value that the column can be compared with exactly; nullopt: of another family.
std::optional<std::string> text_for(const Column& column, const Value& value) {
  if (column.family == Family::number) {
    if (value.type == WINNOW_INT || value.type == WINNOW_BOOL) return std::to_string(value.i);
    if (value.type == WINNOW_DECIMAL) return value.text;
  }
  if (column.family == Family::text && value.type == WINNOW_TEXT) return value.text;
  if (column.family == Family::boolean && value.type == WINNOW_BOOL) return value.i != 0 ? "true" : "false";
  return std::nullopt;
}

}  // namespace

std::string ServerLeaves::bound(const Column& column, std::string text) {
  std::string out = dialect_.parameter(column, params_.size() + 1, text);
  params_.emplace_back(std::move(text));
  return out;
}

std::string ServerLeaves::leaf(const Filter& comparison, Widening widening) {
  const std::size_t bound_before = params_.size();
  const std::optional<Compared> compared = compare(column_of(table_, comparison.field), comparison, widening);
  if (compared && (compared->exact || widening == Widening::yes)) return "(" + compared->sql + ")";
  params_.resize(bound_before);  // PostgreSQL takes no value without a mark
  return widening == Widening::yes ? "1 = 1" : "1 = 0";
}

std::string ServerLeaves::unreadable_number(const Column& column) const {
  const std::string name = dialect_.identifier(column.name);
  const std::int64_t units = units_a_second(selection_.time_form);
  if (units == 0) return name + " IS NOT NULL";
  const auto at = [units](std::int64_t seconds) { return std::to_string(seconds * units); };
  return name + " < " + at(kSecondsOfYear0) + " OR " + name + " >= " + at(kSecondsUntil10000) + " OR " + name +
         " BETWEEN " + at(kSecondsOfFirstDay) + " AND " + at(kFirstSecond);
}

std::optional<ServerLeaves::Compared> ServerLeaves::compare(const Column& column, const Filter& comparison,
                                                            Widening widening) {
  switch (comparison.op) {
    case WINNOW_IS_NULL: return Compared{dialect_.identifier(column.name) + " IS NULL"};
    case WINNOW_UNREADABLE: {
      if (column.family == Family::number) return Compared{unreadable_number(column), false};
      if (column.family == Family::text) return Compared{dialect_.identifier(column.name) + " IS NOT NULL", false};
      const std::string odd = dialect_.unreadable(column);
      return Compared{odd.empty() ? "1 = 0" : odd, false};
    }
    case WINNOW_PREFIX: return std::nullopt;
    case WINNOW_IN: return compare_in(column, comparison.values, widening);
    default: break;
  }
  const Value& value = comparison.values.front();
  if (value.type == WINNOW_TIME) return compare_time(column, comparison.op, value.i);
  const bool ordered = comparison.op != WINNOW_EQ && comparison.op != WINNOW_NE;
  if (column.family == Family::boolean && ordered) return std::nullopt;
  const std::optional<std::string> text = text_for(column, value);
  if (!text) return std::nullopt;
  return Compared{dialect_.operand(column, comparison.op) + sign_of(comparison.op) + bound(column, *text)};
}

std::optional<ServerLeaves::Compared> ServerLeaves::compare_in(const Column& column,
                                                               const std::vector<Value>& values,
                                                               Widening widening) {
  std::vector<std::string> texts, numbers;
  for (const Value& value : values) {
    if (value.type == WINNOW_TIME || value.type == WINNOW_REAL) return std::nullopt;
    // A value of another family is equal to nothing here.
    if (auto text = text_for(column, value)) texts.push_back(std::move(*text));
    if (value.type == WINNOW_INT) numbers.push_back(std::to_string(value.i));
    if (value.type == WINNOW_DECIMAL) numbers.push_back(value.text);
  }
  const bool comparable = column.family == Family::number || column.family == Family::text;
  if (!comparable || texts.size() > kMostInList) return std::nullopt;
  std::string also;
  if (equal_through_ && column.family == Family::text && widening == Widening::yes)
    also = dialect_.also_equal(column, texts, numbers, params_);
  if (texts.empty()) return Compared{also.empty() ? "1 = 0" : also, false};
  const bool exact = texts.size() == values.size();
  std::string marks;
  for (std::string& text : texts) marks += (marks.empty() ? "" : ", ") + bound(column, std::move(text));
  return Compared{dialect_.operand(column, WINNOW_EQ) + " IN (" + marks + ")" + (also.empty() ? "" : " OR " + also),
                  exact};
}

std::optional<ServerLeaves::Compared> ServerLeaves::compare_time(const Column& column, winnow_op op,
                                                                 std::int64_t micros) {
  const bool less = op == WINNOW_LT || op == WINNOW_LE;
  const bool more = op == WINNOW_GT || op == WINNOW_GE;
  if (!less && !more) return std::nullopt;
  if (column.family == Family::number) {
    const bool is_time = column.name == selection_.time_field;
    const std::int64_t units = is_time ? units_a_second(selection_.time_form) : 0;
    if (units == 0) return std::nullopt;
    // One unit wider, so that the division never cuts a row off; the whole first day of 1970 is time 0.
    const std::int64_t border = micros / (1'000'000 / units);
    const std::int64_t wide = less ? std::max(border + 1, kSecondsOfFirstDay * units) : border - 1;
    return Compared{dialect_.operand(column, op) + (less ? " <= " : " >= ") + bound(column, std::to_string(wide)),
                    false};
  }
  const std::string name = dialect_.identifier(column.name);
  if (column.family == Family::instant) {
    return Compared{name + sign_of(op) + bound(column, dialect_.time_text(column, micros))};
  }
  if (column.family != Family::local_time && column.family != Family::date) return std::nullopt;
  const std::int64_t border = less ? micros + kSlackMicros : micros - kSlackMicros;
  return Compared{name + (less ? " <= " : " >= ") + bound(column, dialect_.time_text(column, border)), false};
}

}  // namespace winnow::sql
