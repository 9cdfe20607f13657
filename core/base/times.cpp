#include "core/base/times.h"

#include <date/date.h>
#include <date/tz.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "core/base/failure.h"

namespace winnow {
namespace {

using LocalTime = date::local_time<Span>;

std::optional<LocalTime> join(const Zone::Local& local) {
  const date::year_month_day day{date::year{local.year}, date::month{local.month}, date::day{local.day}};
  if (!day.ok()) return std::nullopt;
  return LocalTime{date::local_days{day}} + local.of_day;
}

unsigned last_day_of(int year, unsigned month) {
  return unsigned{(date::year{year} / static_cast<int>(month) / date::last).day()};
}

/// Reads exactly `digits` decimal digits and moves on.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int number = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    number = number * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return number;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

/// A fraction's digits after its point, as microseconds.
std::optional<Span> take_fraction(std::string_view& text) {
  std::int64_t micros = 0;
  std::size_t digits = 0;
  for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
    if (digits < 6) micros = micros * 10 + (text[digits] - '0');
  }
  if (digits == 0) return std::nullopt;
  for (std::size_t i = digits; i < 6; ++i) micros *= 10;
  text.remove_prefix(digits);
  return Span{micros};
}

std::optional<Span> take_clock(std::string_view& text) {
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  Span of_day = std::chrono::hours(*hour) + std::chrono::minutes(*minute);
  if (take(text, ':')) {
    const auto second = take_number(text, 2);
    if (!second || *second > 59) return std::nullopt;
    of_day += std::chrono::seconds(*second);
    if (take(text, '.')) {
      const auto fraction = take_fraction(text);
      if (!fraction) return std::nullopt;
      of_day += *fraction;
    }
  }
  return of_day;
}

/// The rest of a text after its sign: HH, HHMM or HH:MM.
std::optional<Span> take_offset(std::string_view& text) {
  const auto hours = take_number(text, 2);
  if (!hours || *hours > 15) return std::nullopt;
  int minutes = 0;
  if (take(text, ':') || !text.empty()) {
    const auto read = take_number(text, 2);
    if (!read || *read > 59) return std::nullopt;
    minutes = *read;
  }
  return std::chrono::hours(*hours) + std::chrono::minutes(minutes);
}

constexpr std::string_view kPlainForm = "0000-00-00T00:00:00Z";
/// What is to be added to a character's difference from the form's to pass 15: above 9 at a digit, above 0
/// elsewhere.
constexpr std::string_view kPlainLimit = "\6\6\6\6\17\6\6\17\6\6\17\6\6\17\6\6\17\6\6\17";

/// Digits where kPlainForm has them, and else its characters. Eight at a time: a carry comes out of those alone
/// that are none, which say so themselves.
bool has_plain_form(std::string_view text) {
  if (text.size() != kPlainForm.size()) return false;
  std::uint64_t seen = 0;
  for (const std::size_t at : {std::size_t{0}, std::size_t{8}, std::size_t{12}}) {
    std::uint64_t eight = 0, form = 0, limit = 0;
    std::memcpy(&eight, text.data() + at, sizeof eight);
    std::memcpy(&form, kPlainForm.data() + at, sizeof form);
    std::memcpy(&limit, kPlainLimit.data() + at, sizeof limit);
    const std::uint64_t difference = eight ^ form;
    seen |= difference | (difference + limit);
  }
  return (seen & 0xf0f0'f0f0'f0f0'f0f0) == 0;
}

/// "2026-11-21T06:47:00Z", its digits taken from where they stand: most rows have a time of this form, and each is
/// read several times on its row's way.
std::optional<Time> parse_plain(std::string_view text) {
  if (!has_plain_form(text)) return std::nullopt;
  const auto two = [text](std::size_t at) {
    return static_cast<unsigned>(text[at] - '0') * 10 + static_cast<unsigned>(text[at + 1] - '0');
  };
  const unsigned hour = two(11), minute = two(14), second = two(17);
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const date::year_month_day day{date::year{static_cast<int>(two(0) * 100 + two(2))}, date::month{two(5)},
                                 date::day{two(8)}};
  if (!day.ok()) return std::nullopt;
  return Time{date::sys_days{day}} + std::chrono::seconds((hour * 60 + minute) * 60 + second);
}

}  // namespace

Zone::Zone(std::string_view name) {
  if (name == "UTC") return;
  try {
    zone_ = date::locate_zone(std::string(name));
  } catch (const std::exception&) {
    throw configuration_failure("", "unknown time zone \"" + std::string(name) + "\"",
                                "use a name such as \"Europe/Berlin\"");
  }
}

Zone::Local Zone::local(Time time) const {
  const LocalTime at = zone_ != nullptr ? zone_->to_local(time) : LocalTime{time.time_since_epoch()};
  const auto midnight = date::floor<date::days>(at);
  const date::year_month_day day{midnight};
  return {int{day.year()}, unsigned{day.month()}, unsigned{day.day()}, at - midnight};
}

std::optional<Time> Zone::time(const Local& local) const {
  const auto at = join(local);
  if (!at) return std::nullopt;
  if (zone_ == nullptr) return Time{at->time_since_epoch()};
  const date::local_info info = zone_->get_info(*at);
  if (info.result != date::local_info::unique) return std::nullopt;
  return Time{at->time_since_epoch()} - info.first.offset;
}

Time Zone::nearest(const Local& local) const {
  const auto at = join(local);
  if (!at) throw Failure("", "a calendar date that does not exist was computed");
  if (zone_ == nullptr) return Time{at->time_since_epoch()};
  return zone_->to_sys(*at, date::choose::earliest);
}

Time Zone::end_of_day(const Local& local) const {
  const date::local_days day{date::year{local.year} / static_cast<int>(local.month) / static_cast<int>(local.day)};
  const LocalTime midnight{day + date::days{1}};
  if (zone_ == nullptr) return Time{midnight.time_since_epoch()} - Span{1};
  const date::local_info info = zone_->get_info(midnight);
  // A midnight that exists twice ends the day for the second time; one that never was, where the clock jumped.
  if (info.result == date::local_info::nonexistent)
    return std::chrono::time_point_cast<Span>(info.second.begin) - Span{1};
  const auto& last = info.result == date::local_info::ambiguous ? info.second : info.first;
  return Time{midnight.time_since_epoch()} - last.offset - Span{1};
}

std::optional<Time> parse_time(std::string_view text, const Zone& zone) {
  if (const auto plain = parse_plain(text)) return plain;
  Zone::Local local{};
  const auto year = take_number(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day) return std::nullopt;
  local.year = *year;
  local.month = static_cast<unsigned>(*month);
  local.day = static_cast<unsigned>(*day);
  if (text.empty()) return zone.time(local);

  if (!take(text, 'T') && !take(text, ' ')) return std::nullopt;
  const auto of_day = take_clock(text);
  if (!of_day) return std::nullopt;
  local.of_day = *of_day;
  if (text.empty()) return zone.time(local);

  Span offset{0};
  if (!take(text, 'Z')) {
    const bool east = take(text, '+');
    if (!east && !take(text, '-')) return std::nullopt;
    const auto read = take_offset(text);
    if (!read) return std::nullopt;
    offset = east ? *read : -*read;
  }
  if (!text.empty()) return std::nullopt;
  const auto utc = Zone{}.time(local);
  if (!utc) return std::nullopt;
  return *utc - offset;
}

std::optional<Time> parse_item_time(std::string_view text, const Zone& zone) {
  constexpr std::size_t kMonth = 7;
  constexpr std::size_t kDate = 10;
  if (text.starts_with("0000-00-00") && text.substr(kDate).find_first_not_of(" T0:.") == text.npos) return Time{};
  if (text.size() != kMonth && text.size() != kDate) return parse_time(text, zone);

  std::string_view rest = text;
  Zone::Local first{0, 0, 1, Span{0}};
  const auto year = take_number(rest, 4);
  if (!year || !take(rest, '-')) return std::nullopt;
  const auto month = take_number(rest, 2);
  if (!month) return std::nullopt;
  first.year = *year;
  first.month = static_cast<unsigned>(*month);
  if (!rest.empty()) {
    if (!take(rest, '-')) return std::nullopt;
    const auto day = take_number(rest, 2);
    if (!day) return std::nullopt;
    first.day = static_cast<unsigned>(*day);
  }
  if (!join(first)) return std::nullopt;

  const Time begin = zone.nearest(first);
  if (begin < kFirstTime) return begin;
  Zone::Local last = first;
  if (text.size() == kMonth) last.day = last_day_of(first.year, first.month);
  return zone.end_of_day(last);
}

std::string iso(Time time) {
  // By hand, because every copy bears one and printf took longer than all the rest of its line.
  const Zone::Local at = Zone{}.local(time);
  const std::int64_t micros = at.of_day.count();
  std::string out = "0000-00-00T00:00:00.000000Z";
  const auto write = [&out](std::size_t end, std::int64_t number) {
    for (; number > 0; number /= 10) out[--end] = static_cast<char>('0' + number % 10);
  };
  write(7, at.month);
  write(10, at.day);
  write(13, micros / 3'600'000'000);
  write(16, micros / 60'000'000 % 60);
  write(19, micros / 1'000'000 % 60);
  write(26, micros % 1'000'000);
  if (at.year >= 0 && at.year <= 9999) {
    write(4, at.year);
  } else {
    std::string year = std::to_string(std::abs(at.year));
    if (year.size() < 3) year.insert(0, 3 - year.size(), '0');
    out.replace(0, 4, (at.year < 0 ? "-" : "") + year);
  }
  return out;
}

std::string iso_minutes(Time time) {
  std::string text = iso(time).substr(0, 16);
  text[10] = ' ';
  return text;
}

}  // namespace winnow
