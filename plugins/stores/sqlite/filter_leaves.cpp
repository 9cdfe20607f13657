#include "filter_leaves.h"

#include <utility>

namespace winnow::sqlite {
namespace {

/// NULL unless the stored value is of the family. The plus takes the column's affinity away, which would else turn
/// the text '5' into a number before comparing.
std::string when(const std::string& column, const char* classes, const std::string& condition) {
  return "(CASE WHEN typeof(" + column + ") IN (" + classes + ") THEN " + condition + " END)";
}

}  // namespace

std::string FilterLeaves::parameter(Value value) {
  values_.push_back(std::move(value));
  return "?" + std::to_string(next_++);
}

std::string FilterLeaves::timed(const char* function, const std::string& column, const Column& of) const {
  return std::string(function) + "(" + column + ", " + std::to_string(static_cast<int>(form_of_(of))) + ")";
}

std::string FilterLeaves::compared(const std::string& column, const char* op, const Value& value, const Column& of,
                                   sql::Widening widening) {
  switch (value.type) {
    case WINNOW_TIME: return "(" + timed("winnow_time", column, of) + op + parameter(value) + ")";
    case WINNOW_BOOL:
    case WINNOW_INT:
    case WINNOW_REAL: return when(column, "'integer', 'real'", "+" + column + op + parameter(value));
    case WINNOW_TEXT: return when(column, "'text'", "+" + column + " COLLATE BINARY" + op + parameter(value));
    case WINNOW_BYTES: return when(column, "'blob'", "+" + column + op + parameter(value));
    // A number that SQLite has no exact form for, and texts of other stores: the host decides.
    case WINNOW_DECIMAL:
    case WINNOW_OTHER: return widening == sql::Widening::yes ? "1 = 1" : "1 = 0";
    default: return "NULL";
  }
}

/// What SQLite itself may hold for equal where the collation or the affinity of either side says so: texts without
/// case or blanks at the end, texts that read as numbers, and the bytes of a text.
void FilterLeaves::join_also_equal(const std::string& column, const std::vector<Value>& values,
                                   const std::function<void(const std::string&)>& join) {
  std::string numbers, texts, blobs;
  const auto add = [this](std::string& list, Value value) {
    list += (list.empty() ? "" : ", ") + parameter(std::move(value));
  };
  for (const Value& value : values) {
    if (value.type == WINNOW_INT || value.type == WINNOW_REAL) add(numbers, value);
    if (value.type == WINNOW_TEXT)
      add(texts, Value::of_text(value.text.substr(0, value.text.find_last_not_of(' ') + 1)));
    if (value.type == WINNOW_BYTES) add(blobs, value);
  }
  if (!numbers.empty()) join(when(column, "'text'", "CAST(" + column + " AS NUMERIC) IN (" + numbers + ")"));
  if (!texts.empty()) join(when(column, "'text'", "rtrim(" + column + ", ' ') COLLATE NOCASE IN (" + texts + ")"));
  if (!blobs.empty()) join(when(column, "'text'", "CAST(" + column + " AS BLOB) IN (" + blobs + ")"));
}

/// One list for each family instead of one comparison for each value: SQLite's expressions may be a thousand deep,
/// and a list in a TOML may be longer.
std::string FilterLeaves::any_of(const std::string& column, const std::vector<Value>& values, const Column& of,
                                 sql::Widening widening) {
  std::string numbers, texts, blobs, any;
  const auto add = [this](std::string& list, const Value& value) {
    list += (list.empty() ? "" : ", ") + parameter(value);
  };
  const auto join = [&any](const std::string& condition) { any += (any.empty() ? "(" : " OR ") + condition; };
  std::string times;
  for (const Value& value : values) {
    switch (value.type) {
      case WINNOW_BOOL:
      case WINNOW_INT:
      case WINNOW_REAL: add(numbers, value); break;
      case WINNOW_TEXT: add(texts, value); break;
      case WINNOW_BYTES: add(blobs, value); break;
      case WINNOW_TIME: add(times, value); break;
      default: join(compared(column, " = ", value, of, widening));
    }
  }
  if (equal_through_ && widening == sql::Widening::yes) join_also_equal(column, values, join);
  if (!numbers.empty()) join(when(column, "'integer', 'real'", "+" + column + " IN (" + numbers + ")"));
  if (!texts.empty()) join(when(column, "'text'", "+" + column + " COLLATE BINARY IN (" + texts + ")"));
  if (!blobs.empty()) join(when(column, "'blob'", "+" + column + " IN (" + blobs + ")"));
  if (!times.empty()) join("(" + timed("winnow_time", column, of) + " IN (" + times + "))");
  return any + ")";
}

std::string FilterLeaves::leaf(const Filter& comparison, sql::Widening widening) {
  const Column& of = table_.column(comparison.field);
  const std::string column = identifier(of.name);
  switch (comparison.op) {
    case WINNOW_IS_NULL: return "(" + column + " IS NULL)";
    case WINNOW_UNREADABLE:
      if (of.name != time_field_) {
        throw Error(WINNOW_BROKEN, "UNREADABLE is for the time field only, not for \"" + of.name + "\"");
      }
      return timed("winnow_unreadable", column, of);
    case WINNOW_PREFIX: {
      // Bound as bytes: substr() of a BLOB counts bytes, of a TEXT characters up to the first NUL. Of an empty BLOB
      // it is NULL.
      const std::string& start = comparison.values.front().text;
      const std::string head = "substr(CAST(" + column + " AS BLOB), 1, " + std::to_string(start.size()) + ")";
      return when(column, "'text'", "coalesce(" + head + ", x'') = " + parameter(Value::bytes(start)));
    }
    case WINNOW_IN: return any_of(column, comparison.values, of, widening);
    default: return compared(column, sql::sign_of(comparison.op), comparison.values.front(), of, widening);
  }
}

}  // namespace winnow::sqlite
