/// What the breaker (core/safety/breaker.h) must remember beyond a process: what running plans still mean to
/// remove, jobs that are stopped, what a person let through once, and what was purged.
///
/// Writers are called inside a Transaction. Thread rule: one thread.
#pragma once

#include <optional>
#include <string>

#include "core/state/state.h"

namespace winnow {

/// Why a job is stopped until a person decides.
struct Latch {
  Time at;
  std::string run;
  std::string reason;
};

class Reservations {
 public:
  explicit Reservations(State& state) : db_(state.db()) {}

  /// Reserves a whole plan; replaces what dead runs of the same lease had reserved. `action`: remove, purge.
  void reserve(const std::string& run, const std::string& job, std::string_view action, const std::string& lease,
               Time at, std::uint64_t items);
  /// What a run has reserved and not used.
  std::uint64_t left(const std::string& run, const std::string& job);
  void use(const std::string& run, const std::string& job, std::uint64_t items);
  /// Returns what was not used.
  void release(const std::string& run, const std::string& job);
  /// What all runs of a job have reserved and not used.
  std::uint64_t left_of_all(const std::string& job);

  std::optional<Latch> latch_of(const std::string& job);
  /// A job that is stopped already keeps its first reason.
  void latch(const std::string& job, const Latch& latch);
  /// Answers whether there was one.
  bool release_latch(const std::string& job);

  /// What a person let through once, and is not used up.
  std::uint64_t allowed(const std::string& job);
  /// Lets `items` through once, and releases the latch.
  void allow(const std::string& job, std::uint64_t items, Time at, const std::string& who,
             const std::string& reason);
  /// Nothing is let through beyond the limits any more.
  void take_allowance_back(const std::string& job);
  void spend_allowance(const std::string& job, std::int64_t items);

  /// `let_through`: how many of the items an allowance paid for.
  void count_purge(const std::string& run, const std::string& job, Time at, std::uint64_t items,
                   std::int64_t let_through = 0);
  /// Without what was let through.
  std::uint64_t purged_since(const std::string& job, Time since);

 private:
  Database& db_;
};

}  // namespace winnow
