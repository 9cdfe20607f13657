#include "core/safety/breaker.h"

#include <algorithm>
#include <cmath>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/state/bin_index.h"
#include "core/state/runs.h"

namespace winnow {
namespace {

constexpr std::uint64_t kGrowthMatters = 1000;  // smaller plans never trip max_growth
constexpr std::uint64_t kShrinkMatters = 20;    // nor do smaller targets trip max_shrink
constexpr int kRunsRemembered = 4;
constexpr Span kMostBehind = std::chrono::minutes(2);
constexpr Span kLongestStep = std::chrono::hours(24 * 100);
// The last run's time in the state, and what the machine knew besides.
constexpr const char* kClock = "clock";
constexpr const char* kBoot = "clock_boot";
constexpr const char* kSinceBoot = "clock_since_boot";

std::string percent(double share) {
  char out[32];  // %g alone would write 1.5e+06%, which no TOML may say
  std::snprintf(out, sizeof out, "%.10g%%", share * 100);
  return out;
}

}  // namespace

std::string and_along(std::uint64_t rows) {
  return rows == 0 ? "" : " and " + count_of(rows, "row that hangs", "rows that hang") + " on them";
}

Breaker::Breaker(State& state, std::string job, const Limits& limits, double default_share, Action action, Time now)
    : state_(state),
      reservations_(state),
      job_(std::move(job)),
      limits_(limits),
      share_(limits.max_share.value_or(default_share)),
      action_(action),
      now_(now) {}

std::uint64_t Breaker::used() {
  const Time since = now_ - limits_.window.about();
  const std::uint64_t done = action_ == Action::purge ? reservations_.purged_since(job_, since)
                                                      : BinIndex(state_).counted_since(job_, since);
  return done + reservations_.left_of_all(job_);
}

Judgement Breaker::judge(const PlanSize& plan) {
  Judgement out;
  out.used = used();
  out.allowed = allowed();
  // What a person let through once is not held against the limits; only what comes on top is.
  const std::uint64_t all = plan.all() - std::min(plan.all(), out.allowed);
  if (all == 0) return out;
  const std::uint64_t counted = std::min(all, plan.nominated);

  const auto trip = [&](std::string limit, std::string words, std::string toml) {
    out.limit = std::move(limit);
    out.words = std::move(words);
    out.toml = std::move(toml);
    return out;
  };
  if (all + out.used > limits_.max_deletes) {
    return trip("max_deletes",
                "would remove " + with_commas(plan.nominated) + and_along(plan.along) + ", the limit is " +
                    with_commas(limits_.max_deletes) + " in " + limits_.window.text + " (" + with_commas(out.used) +
                    " used)",
                "max_deletes = " + std::to_string(all + out.used));
  }
  if (plan.total && expected_total_ && *expected_total_ >= kShrinkMatters && action_ == Action::remove) {
    const double left = static_cast<double>(*plan.total) / static_cast<double>(*expected_total_);
    if (left < 1 - limits_.max_shrink) {
      return trip("max_shrink",
                  "the target has " + count_of(*plan.total, "item", "items") + ", and had " +
                      with_commas(*expected_total_) + " after the last run: more than " +
                      percent(limits_.max_shrink) + " of it went by itself (not mounted? truncated?)",
                  "max_shrink = \"" + percent(std::min(1.0, std::ceil((1 - left) * 100) / 100)) + "\"");
    }
  }
  if (plan.total && *plan.total > 0 && share_ < 1) {
    const double share = static_cast<double>(counted) / static_cast<double>(*plan.total);
    if (share > share_) {
      return trip("max_share",
                  "would remove " + with_commas(plan.nominated) + " of " + with_commas(*plan.total) + " (" +
                      percent(std::round(share * 1000) / 1000) + "), the limit is " + percent(share_),
                  "max_share = \"" + percent(std::min(1.0, std::ceil(share * 100) / 100)) + "\"");
    }
  }
  if (const auto largest = Runs(state_).largest_of_last(job_, kRunsRemembered);
      largest && counted > kGrowthMatters) {
    const double most =
        std::max(limits_.max_growth * static_cast<double>(*largest), static_cast<double>(kGrowthMatters));
    if (static_cast<double>(counted) > most) {
      const double needed = *largest == 0 ? 0 : static_cast<double>(counted) / static_cast<double>(*largest);
      return trip("max_growth",
                  "would remove " + with_commas(plan.nominated) + ", the largest of the last " +
                      std::to_string(kRunsRemembered) + " runs was " + with_commas(*largest) + ", the limit is " +
                      percent(limits_.max_growth) + " of that",
                  needed == 0 ? "" : "max_growth = \"" + percent(std::ceil(needed * 100) / 100) + "\"");
    }
  }
  return out;
}

std::uint64_t Breaker::allowed() {
  return reservations_.allowed(job_);
}

std::string Breaker::latched() {
  const auto latch = reservations_.latch_of(job_);
  return latch ? latch->reason : std::string{};
}

void Breaker::latch(const std::string& run, const std::string& reason) {
  reservations_.latch(job_, {now_, run, reason});
}

void Breaker::reserve(const std::string& run, const std::string& lease, std::uint64_t items) {
  reservations_.reserve(run, job_, action_ == Action::purge ? "purge" : "remove", lease, now_, items);
}

void Breaker::draw(const std::string& run, std::uint64_t items, OverLimits over) {
  const std::uint64_t left = reservations_.left(run, job_);
  if (items > left && (over == OverLimits::allowed || used() + (items - left) > limits_.max_deletes)) {
    throw Failure("job " + job_,
                  count_of(items - left, "row hangs", "rows hang") +
                      " on a batch that did not when it was planned, and the limits have no room for " +
                      (items - left == 1 ? "it" : "them"),
                  "look at it again: winnow plan " + job_);
  }
  reservations_.use(run, job_, items);
}

void Breaker::release(const std::string& run) {
  reservations_.release(run, job_);
}

std::int64_t Breaker::paid_of(std::int64_t items) {
  return std::min(items, static_cast<std::int64_t>(allowed()));
}

void Breaker::spend_allowance(std::int64_t items) {
  reservations_.spend_allowance(job_, items);
}

std::optional<std::uint64_t> last_total(State& state, const std::string& lease) {
  const auto known = state.meta("total/" + lease);
  if (!known) return std::nullopt;
  return std::stoull(*known);
}

void remember_total(State& state, const std::string& lease, std::uint64_t total) {
  state.set_meta("total/" + lease, std::to_string(total));
}

std::string distrust_clock(State& state, Time now, Span shortest_keep, const Witness& witness) {
  const auto last = state.meta(kClock);
  if (!last) return {};
  const Time then = time_of(std::stoll(*last));
  const std::string said =
      "the clock says " + iso_minutes(now) + ", the last run was at " + iso_minutes(then) + ": ";
  const std::string remedy = "; put the clock right, or if it is: winnow breaker reset --reason \"...\"";
  if (now < then - kMostBehind) {
    return said + "it went back, and a wrong clock makes young items look old" + remedy;
  }
  if (witness.synchronised && now <= *witness.synchronised + kMostBehind) return {};

  // What the time since boot explains of the way from then to now is no leap, however long it was.
  Span leap = now - then;
  const bool same_boot = !witness.boot.empty() && state.meta(kBoot) == witness.boot;
  if (const auto boot = state.meta(kSinceBoot); same_boot && boot) {
    const Span passed = witness.since_boot - Span{std::stoll(*boot)};
    if (passed >= Span{0}) leap -= passed;
  }
  const Span most = std::min(shortest_keep, kLongestStep);
  if (leap <= most) return {};
  return said + "a leap of " + words_of(leap) + ", more than the shortest keep time in use (" + words_of(most) +
         "), and neither the time since boot nor a time service bears it out: the clock is ahead, or nothing ran "
         "for "
         "so long" +
         remedy;
}

Span shortest_keep(const Config& config) {
  Span out = kLongestStep;
  const auto consider = [&out](const std::optional<Duration>& keep) {
    if (keep) out = std::min(out, keep->about());
  };
  consider(config.trash_retention);
  for (const JobConfig& job : config.jobs) consider(job.retention);
  return out;
}

void accept_clock(State& state, Time now, const Witness& witness) {
  state.set_meta(kClock, std::to_string(micros_of(now)));
  state.set_meta(kBoot, witness.boot);
  state.set_meta(kSinceBoot, std::to_string(witness.since_boot.count()));
}

std::optional<Time> last_clock(State& state) {
  const auto last = state.meta(kClock);
  return last ? std::optional(time_of(std::stoll(*last))) : std::nullopt;
}

void learn_clock(State& state, Time now, const Witness& witness) {
  if (!state.meta(kClock)) accept_clock(state, now, witness);
}

}  // namespace winnow
