/// Figures of all jobs for Prometheus, in the text exposition format 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/): `--metrics-file` and /metrics print the same.
///
/// Counters (..._total) add up every --apply of a job that the state remembers, so that they only grow; the other
/// figures are those of a job's last run, whether it planned or removed.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/report/run_report.h"
#include "core/state/state.h"

namespace winnow {

/// A figure of a job's check.
struct CheckFigure {
  std::string name;
  double value;
  bool fine;
};

/// An unset figure is not printed: nothing is known.
struct JobMetrics {
  std::string job;
  std::string store;  ///< "trash" for a job over the bin
  std::optional<double> nominated, kept, refused, seconds;
  std::optional<double> last_run, last_success;                   ///< seconds since 1970
  double removed_total = 0, refused_total = 0, failed_total = 0;  ///< items
  double bytes_total = 0;                                         ///< removed
  std::optional<double> attention;                                ///< reasons to look at the last run; 0: none
  double breaker_open = 0;                                        ///< 1: tripped
  double trash_items = 0, trash_bytes = 0;                        ///< what of the job lies in the bin
  std::vector<CheckFigure> check;
};

/// One for each job of the TOML, in its order, and then for each other job that has copies in the bin, from what
/// the state remembers. Throws Failure. Thread rule: one thread.
std::vector<JobMetrics> metrics_of(const Config& config, State& state);

/// The same after a run, also of jobs that failed before they came to the state. Where the state cannot be read,
/// the run's report is all there is, and every breaker counts as open.
std::vector<JobMetrics> metrics_after(const Config& config, const RunReport& report);

void print_metrics(const std::vector<JobMetrics>& metrics, std::ostream& out);

/// Throws Failure where write_metrics() would.
void check_metrics_file(const std::filesystem::path& file);
/// Replaces `file` as a whole, so that the collector never reads half of it. Throws Failure.
void write_metrics(const std::vector<JobMetrics>& metrics, const std::filesystem::path& file);

}  // namespace winnow
