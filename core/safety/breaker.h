/// The circuit breaker: how much may go, over all runs and processes that share a state.
///
/// A worked trip: max_deletes = 10,000 in a rolling day. Monday's run removed 6,000. On Tuesday morning a plan of
/// 6,000 is judged: 6,000 used + 6,000 planned > 10,000, so it trips: nothing is removed, the job is latched, and
/// every later run of it stops at once until a person decides (`approve JOB --over-limits` for that plan,
/// `breaker reset JOB` for trips that no plan explains). Two runs that start together cannot both pass: the whole
/// plan is reserved in the transaction that judges it.
///
/// What was removed is counted from the bin's index (sealed batches at their full size until they are settled), so
/// that there is one truth. Purging has its own count. Functions that write are called inside a Transaction of the
/// caller's. Thread rule: one thread.
#pragma once

#include <optional>
#include <string>

#include "core/base/clock.h"
#include "core/config/config.h"
#include "core/state/reservations.h"

namespace winnow {

enum class Action { remove, purge };

/// Whether a person let this run go beyond its limits.
enum class OverLimits { no, allowed };

/// What a plan would do, as far as limits care. max_deletes is about everything that would go; max_share and
/// max_growth about the target's own items.
struct PlanSize {
  std::uint64_t nominated = 0;
  std::uint64_t along = 0;             ///< rows of other targets that go, or lose their reference, with them
  std::optional<std::uint64_t> total;  ///< items in the target
  std::uint64_t all() const { return nominated + along; }
};

/// " and 3 rows that hang on them", after a count of items; empty for none.
std::string and_along(std::uint64_t rows);

/// A judgement. `limit` is empty if the plan may go ahead.
struct Judgement {
  std::string limit;          ///< max_deletes, max_share, max_growth, max_shrink
  std::string words;          ///< the figures, for people
  std::string toml;           ///< the line that would let it through: max_deletes = 12000
  std::uint64_t used = 0;     ///< in the window, by all runs, reservations included
  std::uint64_t allowed = 0;  ///< let through once by a person, and not used up
  bool over() const { return !limit.empty(); }
};

class Breaker {
 public:
  /// `default_share`: max_share where the TOML gives none.
  Breaker(State& state, std::string job, const Limits& limits, double default_share, Action action, Time now);

  /// How many items the target had at the end of the last apply; judge() holds max_shrink against it.
  void expect_total(std::optional<std::uint64_t> total) { expected_total_ = total; }

  /// Judges a whole plan; changes nothing.
  Judgement judge(const PlanSize& plan);

  /// Items in the window, by all runs, reservations included.
  std::uint64_t used();
  /// What a person let through and is not used up.
  std::uint64_t allowed();

  /// Why this job is stopped, or empty.
  std::string latched();
  void latch(const std::string& run, const std::string& reason);

  /// Reserves a whole plan for this run; replaces what dead runs of the same lease had reserved.
  void reserve(const std::string& run, const std::string& lease, std::uint64_t items);
  /// `items` of the reservation are about to be a sealed batch. Throws Failure when they are more than what is left
  /// of it, because more hangs on the items than when they were planned, and max_deletes has no room for the rest;
  /// or in any case where a person had to let the plan through, since they let through what they saw.
  void draw(const std::string& run, std::uint64_t items, OverLimits over);
  /// The run is over: what it did not use is returned.
  void release(const std::string& run);
  /// How many of `items` are paid for by what a person let through; the rest counts in the window.
  std::int64_t paid_of(std::int64_t items);
  /// Takes `items` off what a person let through.
  void spend_allowance(std::int64_t items);

 private:
  State& state_;
  Reservations reservations_;
  std::string job_;
  Limits limits_;
  double share_;
  Action action_;
  Time now_;
  std::optional<std::uint64_t> expected_total_;
};

/// How many items a target (by its lease) had when the last apply ended; nullopt: unknown. Others may have added to
/// it and taken from it since.
std::optional<std::uint64_t> last_total(State& state, const std::string& lease);
void remember_total(State& state, const std::string& lease, std::uint64_t total);

/// The shortest keep time of the TOML, the jobs' and the bin's; 100 days at most.
Span shortest_keep(const Config& config);

/// A clock that cannot be trusted must not decide what is old. Empty if it is plausible against the last run's
/// time: not behind it, and not further ahead than `shortest_keep`, less what the time since boot (the machine's,
/// not a setting) accounts for; or borne out by the kernel's clock while a time service keeps that right. Else the
/// reason to trip. `breaker reset` accepts the clock as it is.
std::string distrust_clock(State& state, Time now, Span shortest_keep, const Witness& witness);
/// Remembers `now` as the last run's time.
void accept_clock(State& state, Time now, const Witness& witness);
/// When the last run was that came so far, by the clock of then.
std::optional<Time> last_clock(State& state);
/// The same where no time is remembered yet: of the first approval, say, which a person gave.
void learn_clock(State& state, Time now, const Witness& witness);

}  // namespace winnow
