/// `plan -o FILE`: the jobs write their parts into a folder beside the file, from which it is put together.
#pragma once

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "core/plan/plan_lines.h"
#include "core/report/run_report.h"

namespace winnow {

/// Thread rule: one thread.
class PlanOutput {
 public:
  /// Makes the folder. Throws Failure.
  PlanOutput(std::filesystem::path file, PlanDetail detail);
  PlanOutput(const PlanOutput&) = delete;
  PlanOutput& operator=(const PlanOutput&) = delete;
  ~PlanOutput();

  /// With these the worker of a job writes its part.
  std::vector<std::string> worker_options(const std::string& job) const;
  /// Puts the parts of the jobs that were planned together, if there are any, and names the file in the report.
  void write(RunReport& report) const;
  /// Says what can be done with the file, or that there is none.
  void print(const RunReport& report, std::ostream& out) const;

 private:
  std::filesystem::path part(const std::string& job) const { return std::filesystem::path(folder_) / job; }

  std::filesystem::path file_;
  PlanDetail detail_;
  std::string folder_;
};

}  // namespace winnow
