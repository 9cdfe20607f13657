#include "times.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <optional>

#include "winnow/plugin.h"

namespace winnow::s3 {

namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::optional<unsigned> number(std::string_view text, std::size_t at, std::size_t digits) {
  unsigned out = 0;
  if (text.size() < at + digits) return std::nullopt;
  const char* const end = text.data() + at + digits;
  const auto [stop, error] = std::from_chars(text.data() + at, end, out);
  return error == std::errc{} && stop == end ? std::optional(out) : std::nullopt;
}

/// `clock`: "04:17:50".
std::int64_t join(std::optional<unsigned> year, unsigned month, std::optional<unsigned> day,
                  std::string_view clock) {
  const auto hour = number(clock, 0, 2);
  const auto minute = number(clock, 3, 2);
  const auto second = number(clock, 6, 2);
  if (!year || !day || !hour || !minute || !second || clock[2] != ':' || clock[5] != ':') {
    return WINNOW_TIME_UNREADABLE;
  }
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(month),
                                         std::chrono::day(*day)};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) return WINNOW_TIME_UNREADABLE;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return (((days * 24 + *hour) * 60 + *minute) * 60 + *second) * kSecond;
}

}  // namespace

std::int64_t time_of_listing(std::string_view iso) {
  if (iso.size() < 20 || iso[4] != '-' || iso[7] != '-' || iso[10] != 'T' || iso.back() != 'Z') {
    return WINNOW_TIME_UNREADABLE;
  }
  const std::string_view rest = iso.substr(19, iso.size() - 20);
  const bool fraction = rest.starts_with('.') && rest.find_first_not_of("0123456789", 1) == rest.npos;
  if (!rest.empty() && !fraction) return WINNOW_TIME_UNREADABLE;
  return join(number(iso, 0, 4), number(iso, 5, 2).value_or(0), number(iso, 8, 2), iso.substr(11, 8));
}

std::int64_t time_of_header(std::string_view text) {
  if (text.size() != 29 || text.substr(3, 2) != ", " || !text.ends_with(" GMT")) return WINNOW_TIME_UNREADABLE;
  const auto month = std::ranges::find(kMonths, text.substr(8, 3));
  if (month == kMonths.end()) return WINNOW_TIME_UNREADABLE;
  return join(number(text, 12, 4), static_cast<unsigned>(month - kMonths.begin()) + 1, number(text, 5, 2),
              text.substr(17, 8));
}

std::string signing_time(std::int64_t time) {
  const std::chrono::sys_seconds seconds{std::chrono::floor<std::chrono::seconds>(std::chrono::microseconds(time))};
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(seconds - day);
  char out[32];
  std::snprintf(out, sizeof out, "%04d%02u%02uT%02d%02d%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return out;
}

}  // namespace winnow::s3
