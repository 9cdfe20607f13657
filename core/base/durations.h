/// Durations as people write them: "30d", "12h", "6mo", "7y".
///
/// s m h d w are fixed lengths; mo and y go by the calendar and are clamped to a month's end (31 March less one
/// month is 28 or 29 February). Thread rule: plain data.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/times.h"

namespace winnow {

/// Either a fixed length or a number of calendar months; never zero, never negative.
struct Duration {
  int months = 0;
  Span fixed{0};
  std::string text;  ///< as written: "30d"

  /// An ordering length: a month counts as 30.436875 days.
  Span about() const;
  friend bool operator==(const Duration&, const Duration&) = default;
};

/// Reads one number with one unit. Throws std::invalid_argument with a message that says what is wrong and
/// what would be right; the caller knows the place.
Duration parse_duration(std::string_view text);

/// So many times as long: twice "30d" is "60d". nullopt: longer than a duration can be.
std::optional<Duration> times(const Duration& duration, int factor);

/// `now` less the duration; calendar arithmetic happens in `zone`.
Time before(Time now, const Duration& duration, const Zone& zone);

/// "3d 4h", "12m", "45s": two units at most, for people.
std::string words_of(Span span);

}  // namespace winnow
