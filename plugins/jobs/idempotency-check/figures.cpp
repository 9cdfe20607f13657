#include "figures.h"

#include <algorithm>

namespace winnow::idempotency {

std::string words_of(Span span) {
  using namespace std::chrono;
  if (span >= days(2)) return std::to_string(duration_cast<days>(span).count()) + " days";
  if (span >= hours(2)) return std::to_string(duration_cast<hours>(span).count()) + " hours";
  if (span >= minutes(2)) return std::to_string(duration_cast<minutes>(span).count()) + " minutes";
  return std::to_string(duration_cast<seconds>(span).count()) + " seconds";
}

void Figures::count_expiry(std::int64_t expiry) {
  if (expiry == WINNOW_TIME_NONE) {
    ++without_expiry_;
  } else if (expiry < micros_of(now_)) {
    ++expired_;
    lag_ = std::max(lag_, now_ - time_of(expiry));
  }
}

void Figures::report(Host& host) const {
  host.finding("expired", static_cast<double>(expired_), true,
               std::to_string(expired_) + " tokens have expired and are still there");
  const bool late = lag_ > thresholds_.max_lag && sweep_ == Sweep::off;
  host.finding("ttl_lag_seconds", std::chrono::duration<double>(lag_).count(), !late,
               "the longest expired token is " + words_of(lag_) + " past its expiry" +
                   (late ? ", at most " + words_of(thresholds_.max_lag) + " is fine" : ""));
  host.finding("without_expiry", static_cast<double>(without_expiry_),
               without_expiry_ <= thresholds_.max_without_expiry,
               std::to_string(without_expiry_) + " tokens have no expiry and never go");
  host.finding(
      "stale_in_progress", static_cast<double>(stale_), stale_ <= thresholds_.max_stale,
      std::to_string(stale_) + " tokens have been in progress for more than " + words_of(thresholds_.stale));
}

}  // namespace winnow::idempotency
