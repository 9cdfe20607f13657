#include "core/plugin/host_services.h"

#include <algorithm>
#include <cmath>

#include "core/base/log.h"
#include "core/base/text.h"
#include "core/plugin/secrets.h"

namespace winnow {
namespace {

// A rule that builds its reasons from item values could make one for every item: past this many, they share one.
constexpr std::size_t kMostReasons = 10'000;

spdlog::level::level_enum level_of(int level) {
  switch (level) {
    case WINNOW_DEBUG: return spdlog::level::debug;
    case WINNOW_INFO: return spdlog::level::info;
    case WINNOW_WARN: return spdlog::level::warn;
    default: return spdlog::level::err;
  }
}

/// What a plugin says, fit for people.
std::string for_people(std::string_view words) {
  return printable(without_secrets(words));
}

}  // namespace

void HostServices::log(int level, std::string_view message) {
  spdlog::log(level_of(level), "{}", for_people(message));
}

std::int64_t HostServices::read_time(std::string_view iso) const {
  const auto time = parse_item_time(iso, zone_);
  return time ? micros_of(*time) : WINNOW_TIME_UNREADABLE;
}

std::uint32_t HostServices::reason(std::string_view words) {
  const std::lock_guard lock(mutex_);
  if (const auto known = numbers_.find(words); known != numbers_.end()) return known->second;
  const bool full = words_.size() + 1 >= kMostReasons;
  std::string fresh = full ? "(other reasons)" : for_people(words);
  if (full) {
    if (const auto known = numbers_.find(fresh); known != numbers_.end()) return known->second;
  }
  words_.push_back(fresh);
  const auto number = static_cast<std::uint32_t>(words_.size());
  numbers_.emplace(full ? std::move(fresh) : std::string(words), number);
  return number;
}

void HostServices::finding(std::string_view name, double value, bool fine, std::string_view words) {
  const std::lock_guard lock(mutex_);
  Finding fresh{for_people(name), value, fine, for_people(words)};
  // No report can say such a figure; a mean of nothing, most often.
  if (!std::isfinite(value)) fresh = {for_people(name), 0, false, for_people(words) + " (the figure is no number)"};
  const auto known =
      std::find_if(findings_.begin(), findings_.end(), [&](const Finding& old) { return old.name == fresh.name; });
  if (known == findings_.end()) {
    findings_.push_back(std::move(fresh));
  } else {
    *known = std::move(fresh);
  }
}

std::string HostServices::words(std::uint32_t reason) const {
  const std::lock_guard lock(mutex_);
  return reason == 0 || reason > words_.size() ? std::string{} : words_[reason - 1];
}

std::vector<Finding> HostServices::findings() const {
  const std::lock_guard lock(mutex_);
  return findings_;
}

}  // namespace winnow
