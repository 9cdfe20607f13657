#include "figures.h"

#include <algorithm>

namespace winnow::idempotency {

std::string words_of(Span span) {
  using namespace std::chrono;
  const auto fits = [span](Span unit) { return span >= 2 * unit || span == unit; };
  const auto count = [span](Span unit, const char* name) {
    return std::to_string(span / unit) + " " + name + (span / unit == 1 ? "" : "s");
  };
  if (fits(days(1))) return count(days(1), "day");
  if (fits(hours(1))) return count(hours(1), "hour");
  if (fits(minutes(1))) return count(minutes(1), "minute");
  return count(seconds(1), "second");
}

void Figures::count_expiry(std::int64_t expiry) {
  if (expiry == WINNOW_TIME_NONE) {
    ++without_expiry_;
  } else if (expiry < micros_of(now_)) {
    ++expired_;
    lag_ = std::max(lag_, now_ - std::max(time_of(expiry), Time{}));  // one before 1970 is none, and may not fit
  }
}

void Figures::report(Host& host) const {
  host.finding("expired", static_cast<double>(expired_), true,
               "expired and still there: " + std::to_string(expired_));
  const bool late = lag_ > thresholds_.max_lag && sweep_ == Sweep::off;
  host.finding("ttl_lag_seconds", std::chrono::duration<double>(lag_).count(), !late,
               "the longest expired token is " + words_of(lag_) + " past its expiry" +
                   (late ? ", at most " + words_of(thresholds_.max_lag) + " is fine" : ""));
  host.finding("without_expiry", static_cast<double>(without_expiry_),
               without_expiry_ <= thresholds_.max_without_expiry,
               "without an expiry, so that they never go: " + std::to_string(without_expiry_));
  host.finding("stale_in_progress", static_cast<double>(stale_), stale_ <= thresholds_.max_stale,
               std::to_string(stale_) + (stale_ == 1 ? " token has" : " tokens have") +
                   " been in progress for more than " + words_of(thresholds_.stale));
}

}  // namespace winnow::idempotency
