#include "core/report/kept.h"

#include <algorithm>

#include "core/report/json.h"
#include "core/safety/own_state.h"
#include "core/state/approvals.h"
#include "core/state/ledger.h"
#include "core/state/reservations.h"
#include "core/state/state.h"

namespace winnow {
namespace {

/// One count in place of many.
void sum_up(Reasons& counts, const char* reason) {
  if (const std::uint64_t sum = sum_of(counts); sum > 0) counts = {{reason, sum}};
}

}  // namespace

JobReport without_items(JobReport report, const Discretion& discretion) {
  report.tally.samples.clear();
  report.tally.notes.clear();
  report.tally.errors.clear();
  report.message = discretion.words(report.message);
  if (report.rule.ends_with(".lua")) {
    sum_up(report.tally.reasons, "by the policy");
    sum_up(report.tally.kept, "by the policy, or held");
  }
  return report;
}

void keep_report(State& state, const std::string& run, const JobReport& report, const Discretion& discretion) {
  Runs(state).keep_report(run, report.job, one_line(to_json(without_items(report, discretion))));
}

void keep_ends(const Config& config, RunReport& report, Time now) {
  const Discretion discretion(config);
  State state = open_state(config);
  Runs runs(state);
  for (JobReport& job : report.jobs) {
    const std::optional<JobRun> known = runs.find(report.run, job.job);
    // One that wrote down its end and then went without a report failed all the same: nobody was shown what it
    // found.
    if (known && known->finished && known->status == word_of(job.status)) continue;
    job.tally.removed = runs.removed_by(report.run, job.job);
    if (known) job.tally.nominated = std::max(job.tally.nominated, known->nominated);
    Transaction transaction(state);
    if (!known) {
      const JobConfig& wanted = config.job(job.job);
      JobRun row;
      row.run = report.run;
      row.job = job.job;
      row.store = wanted.store;
      row.target = wanted.target;
      row.mode = report.mode;
      row.who = report.who;
      row.host = report.host;
      row.started = report.as_of;
      runs.begin(row);
    }
    const std::string status(word_of(job.status));
    runs.end(report.run, job.job, {now, status, job.tally.nominated, job.tally.removed, false});
    keep_report(state, report.run, job, discretion);
    Approvals(state).forget_plan(report.run, job.job);
    Reservations(state).release(report.run, job.job);  // nobody is left to use it
    if (report.mode == "apply") {
      Ledger(state).append(now, "ended by its parent",
                           {{"run", report.run}, {"job", job.job}, {"operator", report.who}, {"status", status}});
    }
    transaction.commit();
  }
}

JobReport kept_report(const JobRun& row) {
  std::optional<JobReport> report = read_job_report(row.report);
  if (!report) {
    report =
        failed_job(row.job, row.finished ? "no report of it was kept"
                                         : "it is running still, or was killed; the next --apply settles that");
    report->store = row.store;
    report->target = row.target;
  }
  report->status = job_status(row.status);
  report->tally.removed = row.removed;  // settling may know more than the job did when it ended
  return *report;
}

}  // namespace winnow
