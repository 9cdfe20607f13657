#include "core/report/kept.h"

#include "core/report/json.h"

namespace winnow {
namespace {

/// One count in place of many.
void sum_up(Reasons& counts, const char* reason) {
  if (const std::uint64_t sum = sum_of(counts); sum > 0) counts = {{reason, sum}};
}

}  // namespace

JobReport without_items(JobReport report) {
  report.tally.samples.clear();
  report.tally.notes.clear();
  report.tally.errors.clear();
  if (report.status == JobStatus::failed) report.message = "it failed; what it said then is not kept in the state";
  if (report.rule.ends_with(".lua")) {
    sum_up(report.tally.reasons, "by the policy");
    sum_up(report.tally.kept, "by the policy, or held");
  }
  return report;
}

void keep_report(Database& db, const std::string& run, const JobReport& report) {
  Runs(db).keep_report(run, report.job, one_line(to_json(without_items(report))));
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
  return *report;
}

}  // namespace winnow
