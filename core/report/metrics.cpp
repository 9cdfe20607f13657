#include "core/report/metrics.h"

#include <algorithm>
#include <array>
#include <iomanip>
#include <sstream>

#include "core/base/failure.h"
#include "core/base/output.h"
#include "core/bin/belonging.h"
#include "core/report/json.h"
#include "core/safety/breaker.h"
#include "core/safety/own_state.h"
#include "core/state/bin_index.h"
#include "core/state/reservations.h"
#include "core/state/runs.h"

namespace winnow {
namespace {

constexpr OutputKind kMetricsKind{"metrics", "# HELP winnow_"};
struct Family {
  const char* name;
  const char* type;
  const char* help;
  std::optional<double> (*value)(const JobMetrics& job);
};
constexpr std::array kFamilies = {
    Family{"winnow_job_nominated", "gauge", "Items that the last run nominated.",
           [](const JobMetrics& job) { return job.nominated; }},
    Family{"winnow_job_kept", "gauge", "Items that were due and that the last run kept.",
           [](const JobMetrics& job) { return job.kept; }},
    Family{"winnow_job_refused", "gauge", "Items that the guard refused in the last run.",
           [](const JobMetrics& job) { return job.refused; }},
    Family{"winnow_job_removed_total", "counter", "Items removed.",
           [](const JobMetrics& job) { return std::optional(job.removed_total); }},
    Family{"winnow_job_refused_total", "counter", "Items that the guard refused when removing.",
           [](const JobMetrics& job) { return std::optional(job.refused_total); }},
    Family{"winnow_job_failed_total", "counter", "Items that should have gone and could not.",
           [](const JobMetrics& job) { return std::optional(job.failed_total); }},
    Family{"winnow_job_bytes_total", "counter", "Bytes removed.",
           [](const JobMetrics& job) { return std::optional(job.bytes_total); }},
    Family{"winnow_job_duration_seconds", "gauge", "How long the last run took.",
           [](const JobMetrics& job) { return job.seconds; }},
    Family{"winnow_job_last_run_timestamp_seconds", "gauge", "When the last run began, plans included.",
           [](const JobMetrics& job) { return job.last_run; }},
    Family{"winnow_job_last_success_timestamp_seconds", "gauge", "When the last --apply that ended well began.",
           [](const JobMetrics& job) { return job.last_success; }},
    Family{"winnow_job_attention", "gauge", "Reasons for a person to look at the last run, although it ended.",
           [](const JobMetrics& job) { return job.attention; }},
    Family{"winnow_breaker_open", "gauge", "1: tripped, nothing is removed until a person decides.",
           [](const JobMetrics& job) { return std::optional(job.breaker_open); }},
    Family{"winnow_trash_items", "gauge", "Items in the bin.",
           [](const JobMetrics& job) { return std::optional(job.trash_items); }},
    Family{"winnow_trash_bytes", "gauge", "About how many bytes they had.",
           [](const JobMetrics& job) { return std::optional(job.trash_bytes); }},
};

double seconds_of(std::int64_t micros) {
  return static_cast<double>(micros) / 1e6;
}

void take_report(JobMetrics& job, const JobReport& report) {
  job.nominated = static_cast<double>(report.tally.nominated);
  job.kept = static_cast<double>(sum_of(report.tally.kept));
  job.refused = static_cast<double>(sum_of(report.tally.refused));
  job.seconds = static_cast<double>(report.took.count()) / 1e6;
  job.attention = static_cast<double>(report.attention.size());
  job.check.clear();
  for (const Finding& finding : report.findings) job.check.push_back({finding.name, finding.value, finding.fine});
}

void take_state(JobMetrics& job, State& state) {
  Runs runs(state);
  if (const auto last = runs.last(job.job)) {
    job.last_run = seconds_of(micros_of(last->started));
    // A row without a report (of a job that never came so far) changes nothing.
    if (const auto report = read_job_report(last->report)) take_report(job, *report);
  }
  if (const auto success = runs.last_success(job.job)) job.last_success = seconds_of(micros_of(*success));
  const RunTotals totals = runs.totals(job.job);
  job.removed_total = totals.removed;
  job.refused_total = totals.refused;
  job.failed_total = totals.failed;
  job.bytes_total = totals.removed_bytes;
  job.breaker_open = Reservations(state).latch_of(job.job) ? 1 : 0;
  const BinFigures bin = BinIndex(state).figures_of(job.job);
  job.trash_items = bin.items;
  job.trash_bytes = bin.bytes;
}

/// Backslash, quote and newline, as the format wants them in a label's value.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    out += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return out;
}

std::string labels(const JobMetrics& job) {
  return "job=\"" + escaped(job.job) + "\",store=\"" + escaped(job.store) + "\"";
}

void print_head(const char* name, const char* type, const char* help, std::ostream& out) {
  out << "# HELP " << name << ' ' << help << "\n# TYPE " << name << ' ' << type << '\n';
}

void print_check(const std::vector<JobMetrics>& metrics, const char* name, const char* help,
                 double (*value)(const CheckFigure& figure), std::ostream& out) {
  print_head(name, "gauge", help, out);
  for (const JobMetrics& job : metrics) {
    for (const CheckFigure& figure : job.check) {
      out << name << '{' << labels(job) << ",figure=\"" << escaped(figure.name) << "\"} " << value(figure) << '\n';
    }
  }
}

std::vector<JobMetrics> empty_metrics(const Config& config) {
  std::vector<JobMetrics> out;
  for (const JobConfig& job : config.jobs) {
    JobMetrics& metrics = out.emplace_back();
    metrics.job = job.name;
    metrics.store = job.store.empty() ? "trash" : job.store;
  }
  return out;
}

/// Jobs that the TOML no longer has and whose copies lie in the bin: it is no emptier for that.
void add_lost_jobs(State& state, std::vector<JobMetrics>& metrics) {
  for (const auto& [name, store] : BinIndex(state).jobs()) {
    const bool known = std::ranges::find(metrics, name, &JobMetrics::job) != metrics.end();
    if (known || BinIndex(state).figures_of(name).items == 0) continue;
    JobMetrics& job = metrics.emplace_back();
    job.job = name;
    job.store = store;
  }
}

void take_run(std::vector<JobMetrics>& metrics, const RunReport& run) {
  for (const JobReport& report : run.jobs) {
    const auto job =
        std::find_if(metrics.begin(), metrics.end(), [&](const JobMetrics& one) { return one.job == report.job; });
    if (job == metrics.end()) continue;
    job->last_run = seconds_of(micros_of(run.as_of));
    take_report(*job, report);
  }
}

/// Without a state that can be read and knows its bin, nothing goes.
void stop_all(std::vector<JobMetrics>& metrics) {
  for (JobMetrics& job : metrics) job.breaker_open = 1;
}

}  // namespace

std::vector<JobMetrics> metrics_of(const Config& config, State& state) {
  std::vector<JobMetrics> out = empty_metrics(config);
  add_lost_jobs(state, out);
  for (JobMetrics& job : out) take_state(job, state);
  return out;
}

std::vector<JobMetrics> metrics_after(const Config& config, const RunReport& report) {
  std::vector<JobMetrics> out = empty_metrics(config);
  try {
    auto state = open_existing_state(config);
    if (state) out = metrics_of(config, *state);
    if (mistrust_folder(config, state ? &*state : nullptr)) stop_all(out);
  } catch (const Failure&) {
    stop_all(out);  // the runs have said so
  }
  take_run(out, report);
  return out;
}

void print_metrics(const std::vector<JobMetrics>& metrics, std::ostream& out) {
  out << std::setprecision(15);
  for (const Family& family : kFamilies) {
    print_head(family.name, family.type, family.help, out);
    for (const JobMetrics& job : metrics) {
      if (const auto value = family.value(job)) out << family.name << '{' << labels(job) << "} " << *value << '\n';
    }
  }
  print_check(
      metrics, "winnow_job_check", "Figures of the job's check in the last run.",
      [](const CheckFigure& figure) { return figure.value; }, out);
  print_check(
      metrics, "winnow_job_check_failed", "1: that figure is over its threshold.",
      [](const CheckFigure& figure) { return figure.fine ? 0.0 : 1.0; }, out);
}

void write_metrics(const std::vector<JobMetrics>& metrics, const std::filesystem::path& file) {
  std::ostringstream text;
  print_metrics(metrics, text);
  write_output(file, kMetricsKind, text.str());
}

void check_metrics_file(const std::filesystem::path& file) {
  const OutputFile unused(file, kMetricsKind);
}

}  // namespace winnow
