#include "time_index.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>

namespace winnow::sqlite {
namespace {

constexpr std::size_t kMonth = 7;  ///< the length of "2026-11"

/// Where more of the rows may be old, reading all in their order is no slower.
constexpr std::int64_t kLargestShare = 8;

/// The times that a filter asks for.
struct Wanted {
  std::optional<std::int64_t> below, above;  // microseconds since 1970; themselves included
  bool null = false;
  bool unreadable = false;
};

bool add(const Filter& part, const std::string& time_field, Wanted& out) {
  if (part.field != time_field) return false;
  switch (part.op) {
    case WINNOW_IS_NULL: return out.null = true;
    case WINNOW_UNREADABLE: return out.unreadable = true;
    case WINNOW_LT:
    case WINNOW_LE:
      if (part.values.front().type != WINNOW_TIME) return false;
      out.below = std::max(part.values.front().i, out.below.value_or(part.values.front().i));
      return true;
    case WINNOW_GT:
    case WINNOW_GE:
      if (part.values.front().type != WINNOW_TIME) return false;
      out.above = std::min(part.values.front().i, out.above.value_or(part.values.front().i));
      return true;
    default: return false;
  }
}

/// What every row of the scope has to fulfil, if it is about the time alone.
std::optional<Wanted> wanted(const Filter& scope, const std::string& time_field) {
  if (scope.op == WINNOW_AND) {
    for (const Filter& part : scope.parts) {
      if (auto some = wanted(part, time_field)) return some;
    }
    return std::nullopt;
  }
  Wanted out;
  if (scope.op == WINNOW_OR) {
    for (const Filter& part : scope.parts) {
      if (!add(part, time_field, out)) return std::nullopt;
    }
  } else if (!add(scope, time_field, out)) {
    return std::nullopt;
  }
  if (!out.below) return std::nullopt;
  return out;
}

std::string iso_date(std::int64_t micros, std::size_t length) {
  const std::chrono::sys_days day = std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(micros)));
  const std::chrono::year_month_day date(day);
  char out[32];
  std::snprintf(out, sizeof out, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return std::string(out).substr(0, length);
}

Stored text(std::string bytes) {
  return {SQLITE_TEXT, 0, 0, std::move(bytes)};
}
Stored number(std::int64_t value) {
  return {SQLITE_INTEGER, value, 0, {}};
}

/// What stands in an index of texts between the months.
class Months {
 public:
  Months(Connection& connection, const Table& table, const std::string& index, const std::string& column)
      : next_(connection, "SELECT " + identifier(column) + " FROM main." + identifier(table.name) + " INDEXED BY " +
                              identifier(index) + " WHERE " + identifier(column) + " COLLATE BINARY >= ?1 AND " +
                              identifier(column) + " COLLATE BINARY < ?2 AND " + identifier(column) +
                              " GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]*' ORDER BY " + identifier(column) +
                              " COLLATE BINARY LIMIT 1") {}

  /// The stretches from one text to another in which nothing begins like a month: one seek for each month that is
  /// there, however many rows it has.
  std::vector<Stretch> between(std::string from, const std::string& to) {
    std::vector<Stretch> out;
    while (from < to) {
      next_.reset();
      next_.bind_text(1, from);
      next_.bind_text(2, to);
      const bool found = next_.step();
      const std::string month = found ? std::string(cell(next_.get(), 0).bytes.substr(0, kMonth)) : to;
      if (from < month) out.push_back({text(from), text(month)});
      from = month;
      ++from.back();  // what comes after all texts that begin so
    }
    next_.reset();
    return out;
  }

 private:
  Statement next_;
};

/// A readable text begins with its date or its month. No zone is two days away, and a month counts by its end.
std::optional<std::vector<Stretch>> of_texts(const Wanted& times, Months months) {
  constexpr std::int64_t kTwoDays = std::int64_t{2} * 86400 * 1'000'000;
  constexpr std::int64_t kYear10000 = std::int64_t{253402300800} * 1'000'000;
  constexpr std::size_t kDate = 10;
  if (*times.below < 0 || *times.below > kYear10000 - 2 * kTwoDays) return std::nullopt;
  const std::string young = iso_date(*times.below + kTwoDays, kDate);
  const bool ends = times.above && *times.above < kYear10000;
  const std::string late = ends ? iso_date(*times.above - kTwoDays, kDate) : ":";  // behind all digits
  const std::string month = late.substr(0, kMonth);
  if (month <= young) return std::nullopt;
  std::vector<Stretch> out;
  if (times.null) out.push_back({});
  out.push_back({std::nullopt, text(young)});
  if (times.unreadable) std::ranges::move(months.between(young, month), std::back_inserter(out));
  if (ends) out.push_back({text(month), text(month + "-")});  // the month alone, which ends after its late days
  if (times.above || times.unreadable) out.push_back({text(late), std::nullopt});
  return out;
}

/// Among numbers what is unreadable lies before 1973 or behind the year 9999, or is none.
std::optional<std::vector<Stretch>> of_numbers(const Wanted& times, TimeForm form) {
  const std::int64_t micros = 1'000'000 / units_a_second(form);
  constexpr std::int64_t kFirst = 100'000'000, kLast = 253'402'300'799;  // seconds; see read_time()
  const std::int64_t young = *times.below / micros + 2;
  const std::int64_t last = kLast * units_a_second(form);
  const std::int64_t late = times.above ? std::min(*times.above / micros - 2, last) : last;
  if (young < kFirst * units_a_second(form) || late <= young) return std::nullopt;
  std::vector<Stretch> out;
  if (times.null) out.push_back({});
  out.push_back({std::nullopt, number(young)});
  out.push_back({number(late), std::nullopt});
  return out;
}

/// An index whose order is that of the column's values, row numbers behind them; empty: there is none.
std::string index_on(Connection& connection, const Table& table, const std::string& column) {
  Statement found(connection,
                  "SELECT l.name FROM pragma_index_list(?1, 'main') AS l, pragma_index_xinfo(l.name, 'main') AS i "
                  "WHERE l.partial = 0 AND i.key = 1 GROUP BY l.name HAVING count(*) = 1 AND max(i.name) = ?2 "
                  "AND max(i.coll) = 'BINARY' AND max(i.desc) = 0 ORDER BY l.name LIMIT 1");
  found.bind_text(1, table.name);
  found.bind_text(2, column);
  if (!found.step()) return {};
  const Cell name = cell(found.get(), 0);
  return std::string(name.bytes);
}

/// Whether so many rows lie in the stretches that walking the whole table is as good.
bool has_many(Connection& connection, const Table& table, const TimeIndex& index) {
  const std::string from = " FROM main." + identifier(table.name);
  const std::int64_t rows = connection.number(("SELECT coalesce(max(" + table.rowid + "), 0)" + from).c_str());
  std::int64_t left = std::max<std::int64_t>(rows, 0) / kLargestShare;
  for (Walk walk(table, index); !walk.at_end() && left > 0; walk.next_step()) {
    Statement count(connection,
                    "SELECT count(*) FROM (SELECT 1" + walk.from("1 = 1") + " LIMIT " + std::to_string(left) + ")");
    walk.bind(count);
    count.step();
    left -= sqlite3_column_int64(count.get(), 0);
  }
  return left <= 0;
}

}  // namespace

std::optional<TimeIndex> time_index(Connection& connection, const Table& table, const Selection& selection,
                                    TimeForm form) {
  if (table.rowid.empty()) return std::nullopt;
  const auto times = wanted(selection.scope, selection.time_field);
  if (!times) return std::nullopt;
  const Column& column = table.column(selection.time_field);
  // A column of texts would turn bounds that are numbers into texts.
  const bool is_text = form == TimeForm::iso;
  if (!is_text && column.affinity == Affinity::text) return std::nullopt;
  std::string index = index_on(connection, table, column.name);
  if (index.empty()) return std::nullopt;
  auto stretches =
      is_text ? of_texts(*times, Months(connection, table, index, column.name)) : of_numbers(*times, form);
  if (!stretches) return std::nullopt;
  TimeIndex out{std::move(index), column.name, std::move(*stretches)};
  if (has_many(connection, table, out)) return std::nullopt;
  return out;
}

}  // namespace winnow::sqlite
