/// What the check counts, and what it says of it.
#pragma once

#include <cstdint>
#include <winnow/job.hpp>

namespace winnow::idempotency {

/// How much may be wrong before the check fails.
struct Thresholds {
  Span max_lag{0};
  std::int64_t max_without_expiry = 0;
  std::int64_t max_stale = 0;
  Span stale{0};  ///< in progress for longer than this
};

/// Whether the job takes away what has expired, so that tokens which linger are no fault of the store.
enum class Sweep { off, on };

/// The running figures of one plan. Thread rule: one thread.
class Figures {
 public:
  Figures(const Thresholds& thresholds, Sweep sweep, Time now)
      : thresholds_(thresholds), sweep_(sweep), now_(now) {}

  /// `expiry`: TIME or WINNOW_TIME_NONE.
  void count_expiry(std::int64_t expiry);
  void count_stale() { ++stale_; }
  void report(Host& host) const;

 private:
  Thresholds thresholds_;
  Sweep sweep_;
  Time now_;
  std::int64_t expired_ = 0;
  std::int64_t without_expiry_ = 0;
  std::int64_t stale_ = 0;
  Span lag_{0};
};

/// "3 days", "1 hour", "40 minutes": in the largest unit of which there are two at least, or exactly one.
std::string words_of(Span span);

}  // namespace winnow::idempotency
