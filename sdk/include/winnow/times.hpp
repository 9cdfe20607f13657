/// winnow/times.hpp - times that are stored as numbers since 1970.
///
///   const std::int64_t time = time_in_number(value, units_a_second("ms"));
///
/// Standard library only. Thread rule: pure functions.
#pragma once

#include <cmath>
#include <concepts>
#include <cstdint>
#include <string_view>

#include "winnow/plugin.h"

namespace winnow {

inline constexpr std::int64_t kSecondsOfYear0 = -62'167'219'200;
inline constexpr std::int64_t kSecondsOfFirstDay = 86'400;
inline constexpr std::int64_t kFirstSecond = 100'000'000;  ///< 1973-03-03
inline constexpr std::int64_t kSecondsUntil10000 = 253'402'300'800;

/// Of a `times` of numbers: "s", "ms" or "us"; 0: another word.
constexpr std::int64_t units_a_second(std::string_view times) {
  return times == "s" ? 1 : times == "ms" ? 1'000 : times == "us" ? 1'000'000 : 0;
}

/// Microseconds, or WINNOW_TIME_UNREADABLE. What falls on 1970-01-01 is time 0: an epoch that was never set.
/// Numbers count as times from 1973-03-03 (1e8 s) to the end of the year 9999: an epoch in another unit lies
/// outside for all times of this century. Negative ones are times from the year 0 to 1970. `units`: 1, 1'000 or
/// 1'000'000 a second.
template <class Number>
  requires std::same_as<Number, std::int64_t> || std::same_as<Number, double>
std::int64_t time_in_number(Number number, std::int64_t units) {
  constexpr auto real = [](std::int64_t whole) { return static_cast<double>(whole); };
  const double seconds = static_cast<double>(number) / real(units);
  if (seconds >= 0 && seconds < real(kSecondsOfFirstDay)) return 0;
  const bool is_before_1970 = seconds >= real(kSecondsOfYear0) && seconds < 0;
  const bool is_known = seconds >= real(kFirstSecond) && seconds < real(kSecondsUntil10000);
  if (!is_before_1970 && !is_known) return WINNOW_TIME_UNREADABLE;
  const std::int64_t micros = 1'000'000 / units;
  if constexpr (std::same_as<Number, double>) {
    return std::llround(number * real(micros));
  } else {
    return number * micros;
  }
}

}  // namespace winnow
