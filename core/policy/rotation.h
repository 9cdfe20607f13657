/// Which of a group's backups to keep: so many of the last, of each day, week, month, year.
///
///   Rotation rules;
///   rules.counts[Rotation::daily] = 7;
///   for (const Kept& kept : rotate(items, rules, now, zone)) ...
///
/// The semantics are those of restic's `forget` (github.com/restic/restic, snapshot_policy.go): newest first, ties
/// in input order; rules are ORed; a count rule keeps an item whose period differs from that of the item it kept
/// last, and the oldest item while it has count left; `within` counts back from the newest item and keeps what is
/// strictly newer, of each period the newest, and the oldest item of all if it lies within. Two things differ, both
/// so as to keep more: months are clamped to their end (31 March less one month is 28 or 29 February), and an item
/// that is too small, lies ahead of the clock or has no time is kept without using up a place that an older good
/// one needs. Thread rule: pure.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/durations.h"

namespace winnow {

/// A length such as "1y2mo14d": calendar months first, the fixed rest afterwards.
struct LongDuration {
  Duration length;
  std::string text;
};
/// Pieces as of parse_duration, one after the other. Throws std::invalid_argument.
LongDuration parse_long_duration(std::string_view text);

struct Rotation {
  enum Period : std::size_t { last, hourly, daily, weekly, monthly, yearly };
  static constexpr std::array<std::string_view, 6> kNames = {"last",   "hourly",  "daily",
                                                             "weekly", "monthly", "yearly"};

  std::array<std::int64_t, 6> counts{};               ///< 0: no such rule; -1: unlimited
  std::array<std::optional<LongDuration>, 6> within;  ///< at [last]: plain `within`
  std::int64_t min_size = 1;                          ///< bytes
};

struct RotationItem {
  std::optional<Time> time;
  std::optional<std::int64_t> size;  ///< nullopt where sizes are not looked at
};

struct Kept {
  bool keep;
  std::string reason;  ///< "last, daily", "within 14d", "too small"; of those not kept, what they lie beyond
};

/// One answer an item, in their order. Throws std::invalid_argument if nothing good would be kept.
std::vector<Kept> rotate(std::span<const RotationItem> items, const Rotation& rules, Time now, const Zone& zone);

}  // namespace winnow
