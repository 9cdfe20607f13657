/// Times as text: ISO 8601 in and out, and the time zone in which texts without one are read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "winnow/value.hpp"

namespace date {
class time_zone;
}

namespace winnow {

/// A time zone of the system's database. Thread rule: any.
class Zone {
 public:
  /// UTC.
  Zone() = default;
  /// By its IANA name ("Europe/Berlin"). Throws Failure of kind configuration for an unknown one.
  explicit Zone(std::string_view name);

  /// A calendar date and the time of its day.
  struct Local {
    int year;
    unsigned month, day;
    Span of_day;
  };
  Local local(Time time) const;
  /// nullopt for a local time that exists twice or not at all, and for a date that is none.
  std::optional<Time> time(const Local& local) const;
  /// The last microsecond of a valid date, whatever its midnights are like.
  Time end_of_day(const Local& local) const;
  /// As time(), but always answers for a valid date: the earlier of two, the instant after a gap.
  Time nearest(const Local& local) const;

 private:
  const date::time_zone* zone_ = nullptr;  // null: UTC
};

/// Reads `YYYY-MM-DD`, or that with `T` or a space and `HH:MM[:SS[.fraction]]`, optionally ended by `Z` or
/// `±HH[:]MM`. Digits after the sixth of a fraction are dropped. nullopt: not such a text, a date that does not
/// exist, or a local time that is ambiguous in `zone`.
std::optional<Time> parse_time(std::string_view text, const Zone& zone);

/// Times before this one are what programs write for "never": Go's and .NET's year 1, FILETIME's 1601, a
/// spreadsheet's 1899-12-30, and 1970-01-01 in any time zone.
inline constexpr Time kFirstTime{std::chrono::hours(24)};

/// The time that an item bears. As parse_time(), and besides:
/// - a date or a month (`YYYY-MM`) is a whole one and counts by its last microsecond, or what happened in its
/// evening
///   would be called older than it is; but one that begins before kFirstTime counts by its beginning, so that
///   1970-01-01 keeps its meaning;
/// - `0000-00-00`, alone or at midnight, MySQL's word for never, is time zero.
std::optional<Time> parse_item_time(std::string_view text, const Zone& zone);

/// "2026-11-21T06:47:00.000000Z"
std::string iso(Time time);
/// "2026-11-21 06:47", UTC, for people.
std::string iso_minutes(Time time);

}  // namespace winnow
