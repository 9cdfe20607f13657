/// An item's time: when its file or object was modified, or the time that its name tells.
///
///   time = { from = "name", format = "crm_%Y-%m-%d.dump" }
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "winnow/job.hpp"

namespace winnow::parking {

/// Thread rule: const after construction.
class TimeRule {
 public:
  /// The modification time.
  TimeRule() = default;

  /// From the options time.from ("modified" or "name") and time.format, empty where not set. The format is matched
  /// against the whole name (the key's last component): %Y is four digits, %m %d %H %M %S are two each, %% is a
  /// percent sign, all else stands for itself; at least %Y and %m must stand there. Throws
  /// Error(WINNOW_BAD_CONFIG).
  TimeRule(std::string_view from, std::string_view format);

  /// `modified`, or what `name` tells: a TIME, or WINNOW_TIME_UNREADABLE. A coarse time counts by its end: a month,
  /// a date, an hour by its last second. It is read in the configured zone.
  std::int64_t time(std::string_view name, std::int64_t modified, const Host& host) const;

 private:
  /// One piece of a format: a field of a date by its letter, or a character that must stand there.
  struct Token {
    enum class Kind { field, literal } kind;
    char letter;
  };
  void read_format(std::string_view format);
  std::optional<std::string> iso_in(std::string_view name) const;

  std::vector<Token> format_;  // empty: the modification time
};

}  // namespace winnow::parking
