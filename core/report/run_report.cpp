#include "core/report/run_report.h"

namespace winnow {

std::uint64_t sum_of(const Reasons& reasons) {
  std::uint64_t out = 0;
  for (const auto& [reason, count] : reasons) out += count;
  return out;
}

RunFigures figures_of(const RunReport& report) {
  RunFigures out;
  for (const JobReport& job : report.jobs) {
    out.nominated += job.tally.nominated;
    out.removed += job.tally.removed;
    out.kept += sum_of(job.tally.kept) + job.tally.changed;
    out.refused += sum_of(job.tally.refused);
    out.along += job.tally.removed_along;
  }
  return out;
}

JobReport paused_job(const JobConfig& job) {
  JobReport report;
  report.job = job.name;
  report.rule = job.plugin.empty() ? job.policy : job.plugin;
  report.store = job.store;
  report.target = job.target;
  report.limits = job.limits;
  report.status = JobStatus::paused;
  report.message = "paused by enabled = false at " + job.place("enabled").text() + "; nothing was looked at";
  return report;
}

JobReport failed_job(const std::string& job, const std::string& why) {
  JobReport report;
  report.job = job;
  report.status = JobStatus::failed;
  report.message = why;
  report.tally.errors.push_back(why);
  return report;
}

}  // namespace winnow
