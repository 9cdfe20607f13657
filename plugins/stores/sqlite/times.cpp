#include "times.h"

#include <cmath>
#include <map>

#include "winnow/times.hpp"

namespace winnow::sqlite {
namespace {

std::optional<TimeForm> form_by_magnitude(const Cell& cell) {
  const double size = std::abs(cell.type == SQLITE_INTEGER ? static_cast<double>(cell.integer) : cell.real);
  if (size < 1e8) return std::nullopt;
  if (size < 1e11) return TimeForm::seconds;
  if (size < 1e14) return TimeForm::milliseconds;
  if (size < 1e17) return TimeForm::microseconds;
  return std::nullopt;
}

TimeForm form_argument(sqlite3_value* value) {
  return static_cast<TimeForm>(sqlite3_value_int(value));
}

void sql_time(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto& host = *static_cast<const Host*>(sqlite3_user_data(context));
  const std::int64_t time = read_time(host, cell(arguments[0]), form_argument(arguments[1]));
  if (time == WINNOW_TIME_NONE || time == WINNOW_TIME_UNREADABLE) return sqlite3_result_null(context);
  sqlite3_result_int64(context, time);
}

void sql_unreadable(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto& host = *static_cast<const Host*>(sqlite3_user_data(context));
  const std::int64_t time = read_time(host, cell(arguments[0]), form_argument(arguments[1]));
  sqlite3_result_int(context, time == WINNOW_TIME_UNREADABLE ? 1 : 0);
}

}  // namespace

std::int64_t units_a_second(TimeForm form) {
  switch (form) {
    case TimeForm::milliseconds: return 1'000;
    case TimeForm::microseconds: return 1'000'000;
    default: return 1;
  }
}

std::int64_t read_time(const Host& host, const Cell& cell, TimeForm form) {
  if (cell.type == SQLITE_NULL) return WINNOW_TIME_NONE;
  const bool text = cell.type == SQLITE_TEXT;
  if (form == TimeForm::iso) return text ? host.read_time(cell.bytes) : WINNOW_TIME_UNREADABLE;
  if (text || cell.type == SQLITE_BLOB) return WINNOW_TIME_UNREADABLE;
  const std::int64_t units = units_a_second(form);
  return cell.type == SQLITE_INTEGER ? time_in_number(cell.integer, units) : time_in_number(cell.real, units);
}

TimeForm time_form(std::string_view word) {
  if (word == "iso") return TimeForm::iso;
  if (word == "s") return TimeForm::seconds;
  if (word == "ms") return TimeForm::milliseconds;
  if (word == "us") return TimeForm::microseconds;
  throw Error(WINNOW_BAD_CONFIG, "times = \"" + std::string(word) + "\" is not one of iso, s, ms, us");
}

std::optional<TimeForm> detect_time_form(Connection& connection, const Table& table, const Column& column) {
  std::string order = table.rowid;
  if (order.empty()) {
    for (const std::size_t index : table.key) {
      order += (order.empty() ? "" : ", ") + identifier(table.columns[index].name);
    }
  }
  const std::string name = identifier(column.name);
  const std::string from = " FROM main." + identifier(table.name) + " WHERE " + name + " IS NOT NULL";
  // Zero says nothing of the unit, and may stand in all rows that nobody has deleted yet.
  Statement sample(connection, "SELECT " + name + from + " AND (" + name + " <> 0 OR typeof(" + name +
                                   ") NOT IN ('integer', 'real'))" + (order.empty() ? "" : " ORDER BY " + order) +
                                   " LIMIT 100");
  std::map<TimeForm, int> counts;
  int values = 0;
  while (sample.step()) {
    const Cell value = cell(sample.get(), 0);
    std::optional<TimeForm> one;
    if (value.type == SQLITE_TEXT) {
      one = TimeForm::iso;
    } else if (value.type == SQLITE_INTEGER || value.type == SQLITE_FLOAT) {
      one = form_by_magnitude(value);
    }
    ++values;
    if (one) ++counts[*one];
  }
  if (values == 0) {
    Statement any(connection, "SELECT 1" + from + " LIMIT 1");
    return any.step() ? std::nullopt : std::optional(TimeForm::iso);
  }
  for (const auto& [form, count] : counts) {
    if (count * 10 >= values * 9) return form;
  }
  return std::nullopt;
}

void define_time_functions(Connection& connection, const Host& host) {
  void* const context = const_cast<Host*>(&host);  // SQLite hands it back as it came
  constexpr int kFlags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
  const auto define = [&](const char* name, void (*function)(sqlite3_context*, int, sqlite3_value**)) {
    const int code =
        sqlite3_create_function_v2(connection.get(), name, 2, kFlags, context, function, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) connection.fail(code);
  };
  define("winnow_time", sql_time);
  define("winnow_unreadable", sql_unreadable);
}

}  // namespace winnow::sqlite
