#include "core/safety/guard.h"

#include <algorithm>
#include <array>

namespace winnow {
namespace {

/// What a store may say against an item; the identifiers are part of the contract. The second row is the bin's,
/// the third that of partitions.
constexpr std::array<std::string_view, 17> kObstacles = {
    "symlink",           "hard_link",     "special_file", "other_device",        "protected",   "unreadable",  //
    "conflict",          "in_doubt",      "unsettled",    "unreadable_segment",                                //
    "default_partition", "foreign_table", "not_owner",    "partitioned_further", "no_way_back", "referenced_itself",
    "unaskable_id"};

}  // namespace

std::optional<std::string_view> Guard::refuse_time(std::int64_t time) const {
  if (!times_.used) return std::nullopt;
  if (time == WINNOW_TIME_UNREADABLE) return "unreadable_time";
  if (time == WINNOW_TIME_NONE)
    return times_.null_fine ? std::nullopt : std::optional<std::string_view>("null_time");
  if (time == 0 || time < micros_of(times_.earliest)) return "zero_time";
  if (time > now_ && !times_.future_fine && !has_begun(time)) return "future_time";
  return std::nullopt;
}

bool Guard::has_begun(std::int64_t time) const {
  constexpr std::int64_t kLongestMonth = std::int64_t{32} * 86400 * 1'000'000;
  if (time - now_ > kLongestMonth) return false;
  Zone::Local day = zone_.local(time_of(time));
  if (micros_of(zone_.end_of_day(day)) != time) return false;
  if (zone_.local(time_of(time + 1)).day == 1) day.day = 1;  // as a date it begins later, and is young all the same
  day.of_day = Span{0};
  return micros_of(zone_.nearest(day)) <= now_;
}

std::optional<std::string_view> Guard::refuse(const winnow_item& item) const {
  if (item.key.size == 0) return "empty";
  if (keys_) {
    if (const auto reason = refuse_key(view(item.key), *keys_)) return reason;
  }
  if (item.obstacle.size != 0) {
    const auto known = std::find(kObstacles.begin(), kObstacles.end(), view(item.obstacle));
    return known == kObstacles.end() ? std::string_view("obstacle") : *known;
  }
  return refuse_time(item.time);
}

}  // namespace winnow
