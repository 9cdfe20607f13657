/// What a job did or would do, in figures: the report is made from it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/plugin/host_services.h"
#include "core/safety/breaker.h"
#include "core/safety/gates.h"

namespace winnow {

inline constexpr std::size_t kSamples = 5;       ///< items that a plan shows of each kind
inline constexpr std::size_t kMostErrors = 100;  ///< that a report lists; the rest would say the same

/// What became of a job; the exit status follows from the most severe (core/report/status.h). A report is never of
/// the last two while it is made: they are what the state says of a run that has no end, or whose process was
/// killed.
enum class JobStatus {
  planned,
  applied,
  partial,
  failed,
  tripped,
  locked,
  needs_approval,
  gated,
  paused,
  running,
  interrupted
};

/// Its word in JSON and in the state. Thread rule: pure.
std::string_view word_of(JobStatus status);
/// The other way; a word of another version is a job that failed.
JobStatus job_status(std::string_view word);

struct Sample {
  std::string key;
  std::int64_t time;
  std::string reason;
};

/// How many items met each reason. A policy may word each reason anew: beyond the first hundred they are counted
/// as kOtherReasons.
using Reasons = std::map<std::string, std::uint64_t>;
constexpr std::size_t kMostReasons = 100;
inline constexpr const char* kOtherReasons = "other reasons";

inline void count(Reasons& reasons, const std::string& reason, std::uint64_t items = 1) {
  const bool known = reasons.size() < kMostReasons || reasons.contains(reason);
  reasons[known ? reason : kOtherReasons] += items;
}

/// Counts by number what is counted by words in the end: an item costs no look-up of a text.
class Counts {
 public:
  void add(std::uint32_t reason) {
    if (reason >= counts_.size()) counts_.resize(reason + 1, 0);
    ++counts_[reason];
  }
  void pour_into(Reasons& reasons, const HostServices& host) {
    for (std::uint32_t reason = 0; reason < counts_.size(); ++reason) {
      if (counts_[reason] == 0) continue;
      count(reasons, host.words(reason), counts_[reason]);
      counts_[reason] = 0;
    }
  }

 private:
  std::vector<std::uint64_t> counts_;
};

/// Of the nominated, those that are older than a multiple of the job's retention. Where the rule goes by age alone
/// these are what so long a retention would still take.
struct AgeStep {
  std::string older_than;  ///< "60d"
  std::uint64_t items = 0;
  std::uint64_t bytes = 0;  ///< of the items themselves, without linked files
};

struct Tally {
  std::optional<std::uint64_t> total;
  std::uint64_t scanned = 0;
  std::uint64_t nominated = 0;
  std::uint64_t bytes = 0;  ///< of the nominated, with their linked files
  Reasons reasons;          ///< of the nominated
  Reasons kept;
  Reasons refused;
  std::optional<Time> oldest, newest;
  std::vector<AgeStep> ages;        ///< by falling number of items; empty: the job has no retention
  std::vector<Sample> samples;      ///< the first few nominated
  std::uint64_t files = 0;          ///< linked files that would go with their rows, unless others name them
  std::uint64_t stuck = 0;          ///< rows that stay because a file of theirs cannot be moved
  std::string unexplained;          ///< values that may name a file of the target, in words; apply must not go on
  std::uint64_t files_missing = 0;  ///< linked files that rows which go name, and that are not there
  Reasons dependants;               ///< rows of other targets that go with the nominated, by target
  Reasons dependants_changed;       ///< rows that lose their reference

  /// All dependants, of every target.
  std::uint64_t along() const;

  std::uint64_t groups = 0;      ///< sets that the rule weighs as one: of a rotation its series
  std::uint64_t singletons = 0;  ///< those of one member: if all are, nothing can ever go

  std::uint64_t removed = 0;
  std::uint64_t removed_files = 0;  ///< linked files that went
  std::uint64_t removed_bytes = 0;  ///< of both
  std::uint64_t removed_along = 0;  ///< rows that hang on the removed and went, or lost their reference, with them
  std::uint64_t gone = 0;           ///< were no longer there
  std::uint64_t changed = 0;        ///< no longer as planned; kept
  std::uint64_t shared = 0;         ///< files that another row still names; kept
  std::uint64_t failed = 0;
  std::uint64_t long_overdue = 0;   ///< older than twice the longest keep time, yet kept or refused
  std::vector<std::string> errors;  ///< failed items by name, the first hundred; then what ended the job
  std::vector<std::string> notes;   ///< what the operator should know
};

inline std::uint64_t Tally::along() const {
  std::uint64_t rows = 0;
  for (const Reasons* some : {&dependants, &dependants_changed}) {
    for (const auto& [target, n] : *some) rows += n;
  }
  return rows;
}

/// Why a job that ended well is not well all the same: it looks as if it could never do anything.
struct Attention {
  std::string name;   ///< stable: all_refused, only_single_groups, target_shrank, nothing_goes
  std::string words;  ///< for people
};

/// The outcome of one job, as it leaves the job's process.
struct JobReport {
  std::string job, rule, store, target;
  JobStatus status = JobStatus::planned;
  std::string fingerprint;
  std::string plan_digest;  ///< of an apply: over what its plan nominated; comparable within one state only
  bool approved = false;
  std::optional<Time> cutoff;
  Tally tally;
  Limits limits;
  Judgement judgement;
  std::vector<Attention> attention;
  std::vector<Finding> findings;
  std::vector<GateFinding> gates;  ///< empty: there are none, or they were not asked
  std::string message;             ///< why it is not simply done, with the ways on
  std::string ledger_head;
  Span took{0};
};

}  // namespace winnow
