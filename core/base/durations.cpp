#include "core/base/durations.h"

#include <date/date.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace winnow {
namespace {

using std::chrono::hours;

struct Unit {
  std::string_view name;
  Span fixed;
  int months;
};

constexpr std::array kUnits = {
    Unit{"s", std::chrono::seconds(1), 0},
    Unit{"m", std::chrono::minutes(1), 0},
    Unit{"h", hours(1), 0},
    Unit{"d", hours(24), 0},
    Unit{"w", hours(24 * 7), 0},
    Unit{"mo", Span{0}, 1},
    Unit{"y", Span{0}, 12},
};
constexpr std::int64_t kMostYears = 1000;
constexpr Span kAboutAMonth{2'629'746'000'000};  // the Gregorian mean: 30.436875 days

[[noreturn]] void refuse(std::string_view text, std::string_view why) {
  throw std::invalid_argument("bad duration \"" + std::string(text) + "\": " + std::string(why));
}

}  // namespace

Span Duration::about() const {
  return fixed + months * kAboutAMonth;
}

Duration parse_duration(std::string_view text) {
  const char* const end = text.data() + text.size();
  std::int64_t number = 0;
  const auto [after, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc::result_out_of_range) refuse(text, "the number is too large");
  if (error != std::errc{}) refuse(text, "write a whole number and a unit, for example \"30d\"");
  const std::string_view unit_name(after, static_cast<std::size_t>(end - after));
  if (unit_name.empty()) refuse(text, "a unit is missing; use s, m, h, d, w, mo or y, for example \"30d\"");
  if (unit_name == "M") refuse(text, "m is minutes, mo is months");
  const auto unit = std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& u) { return u.name == unit_name; });
  if (unit == kUnits.end() && parse_time(text, Zone()))
    refuse(text, "that is a date; write how long to keep, for example \"365d\" or \"7y\"");
  if (unit == kUnits.end()) refuse(text, "unknown unit; use s, m, h, d, w, mo or y");
  if (number < 0) refuse(text, "it must not be negative");
  if (number == 0) refuse(text, "it must not be zero; nothing means \"now\" by being zero");

  const Span most = std::chrono::hours(24 * 365 * kMostYears);
  const Span one = unit->fixed + unit->months * kAboutAMonth;
  if (number > most / one) refuse(text, "longer than 1000 years");
  return {static_cast<int>(number) * unit->months, number * unit->fixed, std::string(text)};
}

std::optional<Duration> times(const Duration& duration, int factor) {
  std::int64_t number = 0;
  const char* const end = duration.text.data() + duration.text.size();
  const char* const unit = std::from_chars(duration.text.data(), end, number).ptr;
  try {
    return parse_duration(std::to_string(number * factor) + std::string(unit, end));
  } catch (const std::invalid_argument&) {
    return std::nullopt;
  }
}

Time before(Time now, const Duration& duration, const Zone& zone) {
  if (duration.months == 0) return now - duration.fixed;
  Zone::Local local = zone.local(now);
  const auto month = date::year{local.year} / static_cast<int>(local.month) - date::months{duration.months};
  const auto last = date::year_month_day_last{month.year(), date::month_day_last{month.month()}};
  local.year = int{month.year()};
  local.month = unsigned{month.month()};
  local.day = std::min(local.day, unsigned{last.day()});
  return zone.nearest(local);
}

std::string words_of(Span span) {
  const std::int64_t seconds = std::max<std::int64_t>(0, span.count() / 1'000'000);
  constexpr std::array<std::pair<std::int64_t, char>, 4> kParts = {
      {{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}}};
  for (std::size_t i = 0; i + 1 < kParts.size(); ++i) {
    const auto [length, letter] = kParts[i];
    if (seconds < length) continue;
    std::string out = std::to_string(seconds / length) + letter;
    const auto [next, next_letter] = kParts[i + 1];
    if (const std::int64_t rest = seconds % length / next; rest > 0) {
      out += ' ' + std::to_string(rest) + next_letter;
    }
    return out;
  }
  return std::to_string(seconds) + 's';
}

}  // namespace winnow
