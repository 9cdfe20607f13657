/// What a run says of itself. Everything that is shown of a run, now or later, is a face of this struct: text
/// (text.h), JSON (json.h), metrics (metrics.h), notifications (notify.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/plan/tally.h"
#include "core/report/status.h"

namespace winnow {

/// Thread rule: plain data.
struct RunReport {
  std::string run;
  std::string mode;  ///< "plan", "apply"; of what took a bin over, "adopt"
  Time as_of{};
  std::string who, host;
  std::string config;              ///< the TOML, absolute
  std::vector<std::string> asked;  ///< jobs named on the command line; empty: all of the TOML
  int status = kDone;              ///< the exit status
  std::string ledger_head;         ///< as the last job to end found it
  std::string trash;               ///< where the bin is; empty in the report of a past run
  std::optional<Time> frees;       ///< when what goes into the bin now may be destroyed
  std::string plan_file;           ///< where `plan -o` wrote it
  std::vector<JobReport> jobs;     ///< in the order of the TOML
};

/// Sums over its jobs.
struct RunFigures {
  std::uint64_t nominated = 0, removed = 0, kept = 0, refused = 0;
  std::uint64_t along = 0;  ///< rows that went with the removed
};
/// Thread rule: pure.
RunFigures figures_of(const RunReport& report);

std::uint64_t sum_of(const Reasons& reasons);

/// The report of a job that `enabled = false` keeps from being looked at.
JobReport paused_job(const JobConfig& job);

/// The report of a job whose process ended without one, or of one that never had its turn.
JobReport failed_job(const std::string& job, const std::string& why);

}  // namespace winnow
