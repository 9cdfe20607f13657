/// The runs that the state remembers: one row for each job of each run, whatever became of it.
///
/// A row is begun before the job looks at anything, so that a job which fails early, finds its target locked or
/// dies is in the history like any other. `running` is a row without an end: its process lives still, or was
/// killed. Nothing here names an item. Thread rule of all: one thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/state/state.h"

namespace winnow {

inline constexpr const char* kRunning = "running";  ///< the status of a row without an end

struct JobRun {
  std::string run, job, store, target;
  std::string mode;  ///< plan, apply, adopt
  std::string who, host;
  std::string lease;    ///< empty: it did not come so far
  std::string version;  ///< of what worked on it: the rule's
  Time started{};
  std::optional<Time> finished;
  std::string status = kRunning;  ///< the words of a job's status (core/plan/tally.h)
  std::uint64_t nominated = 0, removed = 0;
  std::string report = "{}";  ///< JSON, as core/report keeps it
};

/// How a row ends.
struct RunEnd {
  Time finished{};
  std::string status;
  std::uint64_t nominated = 0, removed = 0;
  bool allowed = false;  ///< a person had let it go beyond its limits: it is no measure for growth
};

/// Sums over all applies of a job that removed.
struct RunTotals {
  double removed = 0, refused = 0, failed = 0, removed_bytes = 0;
};

class Runs {
 public:
  explicit Runs(State& state) : db_(state.db()) {}

  /// Throws Failure where the run has a row of this job already.
  void begin(const JobRun& row);
  /// Under which lease the run works, from when on its target is settled by whoever comes next. Rows of the job
  /// that were killed before they came so far, and plans, left nothing to settle: they get their end here, which
  /// one that lives after all writes over when it comes to its own.
  void take_lease(const std::string& run, const std::string& job, const std::string& lease,
                  const std::string& version, Time now);
  /// Called inside a Transaction.
  void end(const std::string& run, const std::string& job, const RunEnd& end);
  /// What a killed run of a job could not write any more. Called inside a Transaction.
  void end_interrupted(const std::string& run, const std::string& job, Time at);
  /// How many items a job removed in a run, as its settled batches and its purges say: for one that could not say
  /// it itself. What a batch took that is not settled yet is not among them.
  std::uint64_t removed_by(const std::string& run, const std::string& job);
  /// Writes down how many items it removed after all, where its own count is missing or was overtaken by settling
  /// its batches.
  void correct_removed(const std::string& run, const std::string& job);
  /// Puts the report beside the row, if there is one.
  void keep_report(const std::string& run, const std::string& job, const std::string& report);

  /// Runs on a lease that removed or meant to and did not end well, but for `run` itself.
  std::vector<JobRun> not_ended_well(const std::string& lease, const std::string& run);
  /// The largest number that one of the last `most` applies of a job nominated within its limits.
  std::optional<std::uint64_t> largest_of_last(const std::string& job, int most);
  bool knows(const std::string& run);

  std::optional<JobRun> find(const std::string& run, const std::string& job);
  /// The jobs of a run in the order in which they began.
  std::vector<JobRun> of(const std::string& run);
  /// The newest row of a job; only of this mode, unless that is empty. What began after `until` did so under a
  /// clock that was wrong.
  std::optional<JobRun> last(const std::string& job, const std::string& mode = {}, Time until = Time::max());
  /// The newest apply of a job that came to its target: one that only met another run there (locked) did nothing,
  /// and tells nothing of what that one did.
  std::optional<JobRun> last_at_work(const std::string& job, Time until = Time::max());
  /// The newest row of a job and a mode that is of another run, has ended and came to its target.
  std::optional<JobRun> last_but(const std::string& run, const std::string& job, const std::string& mode);
  /// When the last apply of the job began that ended as it should.
  std::optional<Time> last_success(const std::string& job, Time until = Time::max());
  RunTotals totals(const std::string& job);

  /// The newest first, the jobs of a run together; until `each` answers false. Runs of a time that is yet to come
  /// had a wrong clock, and come last.
  void newest_first(Time now, const std::function<bool(const JobRun& row)>& each);
  std::optional<std::string> latest(Time now);
  /// At most `most` ids that begin so, the newest first.
  std::vector<std::string> beginning_with(const std::string& prefix, std::size_t most);

 private:
  Database& db_;
};

}  // namespace winnow
