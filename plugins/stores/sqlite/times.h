/// How a column writes its times: ISO 8601 text, or seconds, milliseconds or microseconds since 1970.
///
/// SQLite compares 1600000000 < '2020-01-01' and '' < '2020' without a word, so no time is ever compared as it is
/// stored. Host-side times and the SQL functions below read a value by the same code, and what is not a time in
/// the column's form is UNREADABLE, never old:
///
///   winnow_time(value, form)        microseconds since 1970, or NULL where the value is NULL or unreadable
///   winnow_unreadable(value, form)  1 where the value is there but unreadable, else 0
#pragma once

#include "catalog.h"
#include "cell.h"
#include "winnow/job.hpp"

namespace winnow::sqlite {

/// The numbers stand in SQL statements, within one process only.
enum class TimeForm { iso, seconds, milliseconds, microseconds };

/// Of a form of numbers.
std::int64_t units_a_second(TimeForm form);

/// TIME, WINNOW_TIME_NONE or WINNOW_TIME_UNREADABLE. What falls on 1970-01-01 is time 0: an epoch that was never
/// set. Numbers count as times from 1973-03-03 (1e8 s) to the end of the year 9999: an epoch in another unit lies
/// outside for all times of this century. Negative ones are times before 1970.
std::int64_t read_time(const Host& host, const Cell& cell, TimeForm form);

/// "iso", "s", "ms", "us". Throws Error(WINNOW_BAD_CONFIG) for other words.
TimeForm time_form(std::string_view word);

/// Looks at the first hundred values of a column that are not zero, in the order of row numbers or keys: the form
/// in which nine of ten are written, the others are then unreadable one by one. nullopt: there is none. A column
/// without values is iso.
std::optional<TimeForm> detect_time_form(Connection& connection, const Table& table, const Column& column);

/// Defines the two SQL functions. `host` must outlive the connection.
void define_time_functions(Connection& connection, const Host& host);

}  // namespace winnow::sqlite
