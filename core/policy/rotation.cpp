#include "core/policy/rotation.h"

#include <algorithm>
#include <stdexcept>

namespace winnow {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr Span kLongest = std::chrono::hours(24 * 365 * 1000);

/// ISO 8601: a week belongs to the year of its Thursday.
std::int64_t iso_week(sys_days day) {
  const std::chrono::weekday weekday(day);
  const sys_days thursday = day + days(4 - static_cast<int>(weekday.iso_encoding()));
  const std::chrono::year_month_day date(thursday);
  const sys_days first = date.year() / std::chrono::January / 1;
  return int{date.year()} * 100 + (thursday - first).count() / 7 + 1;
}

/// A number that is the same for all times in one period of the zone's calendar.
std::int64_t period_key(Rotation::Period period, Time time, const Zone& zone, std::size_t position) {
  if (period == Rotation::last) return static_cast<std::int64_t>(position);
  const Zone::Local local = zone.local(time);
  const std::int64_t month = local.year * 100 + static_cast<std::int64_t>(local.month);
  const std::int64_t day = month * 100 + static_cast<std::int64_t>(local.day);
  switch (period) {
    case Rotation::hourly: return day * 100 + local.of_day / std::chrono::hours(1);
    case Rotation::daily: return day;
    case Rotation::weekly:
      return iso_week(std::chrono::year(local.year) / static_cast<int>(local.month) / static_cast<int>(local.day));
    case Rotation::monthly: return month;
    default: return local.year;
  }
}

Time before(Time time, const LongDuration& length, const Zone& zone) {
  if (length.length.months > 0) time = winnow::before(time, Duration{length.length.months, Span{0}, {}}, zone);
  return time - length.length.fixed;
}

std::string words_of(const Rotation& rules) {
  std::string out;
  const auto add = [&out](std::string words) { out += (out.empty() ? "" : ", ") + std::move(words); };
  for (std::size_t i = 0; i < rules.counts.size(); ++i) {
    if (rules.counts[i] != 0) add(std::string(Rotation::kNames[i]) + " " + std::to_string(rules.counts[i]));
  }
  for (std::size_t i = 0; i < rules.within.size(); ++i) {
    if (!rules.within[i]) continue;
    add((i == Rotation::last ? "" : std::string(Rotation::kNames[i]) + " ") + "within " + rules.within[i]->text);
  }
  return out;
}

/// Why an item is kept whatever the rules say, or empty.
std::string_view exempt(const RotationItem& item, const Rotation& rules, Time now) {
  if (!item.time) return "no time";
  if (*item.time > now) return "time lies ahead of the clock";
  if (item.size && *item.size < rules.min_size) return "too small";
  return {};
}

/// The state of one rule while the items pass, newest first.
struct Rule {
  std::string words;
  Rotation::Period period;
  std::optional<std::int64_t> count;  ///< left; -1: unlimited; nullopt: no count rule but
  std::optional<Time> after;          ///< one for items newer than this
  std::optional<std::int64_t> last_key;

  bool keeps(Time time, std::int64_t key, bool oldest) {
    if (count ? *count == 0 : time <= *after) return false;
    const bool every = !count && period == Rotation::last;
    if (!every && last_key == key && !oldest) return false;
    last_key = key;
    if (count && *count > 0) --*count;
    return true;
  }
};

std::vector<Rule> rules_from(const Rotation& rotation, Time newest, const Zone& zone) {
  std::vector<Rule> out;
  for (std::size_t i = 0; i < rotation.counts.size(); ++i) {
    if (rotation.counts[i] == 0) continue;
    out.push_back({std::string(Rotation::kNames[i]), Rotation::Period{i}, rotation.counts[i], {}, {}});
  }
  for (std::size_t i = 0; i < rotation.within.size(); ++i) {
    if (!rotation.within[i]) continue;
    const std::string name = i == Rotation::last ? "" : std::string(Rotation::kNames[i]) + " ";
    out.push_back({name + "within " + rotation.within[i]->text,
                   Rotation::Period{i},
                   {},
                   before(newest, *rotation.within[i], zone),
                   {}});
  }
  return out;
}

}  // namespace

LongDuration parse_long_duration(std::string_view text) {
  LongDuration out{{}, std::string(text)};
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  while (!text.empty()) {
    std::size_t size = 0;
    while (size < text.size() && is_digit(text[size])) ++size;
    while (size < text.size() && !is_digit(text[size])) ++size;
    const Duration piece = parse_duration(text.substr(0, size));
    out.length.months += piece.months;
    out.length.fixed += piece.fixed;
    if (out.length.about() > kLongest) throw std::invalid_argument("a length of more than 1000 years");
    text.remove_prefix(size);
  }
  if (out.text.empty()) parse_duration(out.text);  // says what is wrong with an empty one
  return out;
}

std::vector<Kept> rotate(std::span<const RotationItem> items, const Rotation& rules, Time now, const Zone& zone) {
  std::vector<Kept> out(items.size());
  std::vector<std::size_t> order;  // of the items that the rules are about, newest first
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string_view why = exempt(items[i], rules, now);
    out[i] = {!why.empty(), std::string(why)};
    if (why.empty()) order.push_back(i);
  }
  if (order.empty()) return out;
  std::stable_sort(order.begin(), order.end(),
                   [&items](std::size_t a, std::size_t b) { return *items[a].time > *items[b].time; });

  std::vector<Rule> running = rules_from(rules, *items[order.front()].time, zone);
  const std::string beyond = "beyond " + words_of(rules);
  bool any = false;
  for (std::size_t position = 0; position < order.size(); ++position) {
    const Time time = *items[order[position]].time;
    Kept& kept = out[order[position]];
    for (Rule& rule : running) {
      const std::int64_t key = period_key(rule.period, time, zone, position);
      if (!rule.keeps(time, key, position + 1 == order.size())) continue;
      kept.keep = true;
      kept.reason += (kept.reason.empty() ? "" : ", ") + rule.words;
    }
    if (!kept.keep) kept.reason = beyond;
    any = any || kept.keep;
  }
  if (!any)
    throw std::invalid_argument("the rotation would keep nothing of the group; give a rule such as last = 3");
  return out;
}

}  // namespace winnow
