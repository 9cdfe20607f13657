/// One job's process, as the supervisor sees it: started, listened to, waited for.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/config/config.h"
#include "core/report/run_report.h"

namespace winnow {

/// On this descriptor a child writes lines of progress, then its report as JSON.
inline constexpr int kReportFd = 3;

/// How far a job is, in items.
struct Stage {
  std::uint64_t scanned = 0;
  std::uint64_t nominated = 0;
  std::uint64_t removed = 0;
};
/// A line of progress, its end included.
std::string to_line(const Stage& stage);

/// Thread rule: one thread.
class Child {
 public:
  /// Starts this same program with `arguments`, in a process group of its own, dying with its parent. Throws
  /// Failure.
  Child(const JobConfig& job, std::vector<std::string> arguments, const Clock& clock);

  const JobConfig& job() const { return *job_; }
  int descriptor() const { return report_.get(); }
  const Stage& stage() const { return stage_; }

  /// Reads what is there. False: the child has closed its end.
  bool read();
  /// Asks it once to stop; one that is past its deadline is asked as well, and killed where it does not heed.
  void mind(bool stop);
  /// Waits for its end. Its report, or that of a job which ended without one.
  JobReport finish();

 private:
  void take_progress();

  const JobConfig* job_;
  const Clock* clock_;
  Span began_;
  pid_t pid_ = 0;
  Descriptor report_;
  std::string text_;
  Stage stage_;
  enum class Asked { no, to_stop } asked_ = Asked::no;
  bool late_ = false;
};

}  // namespace winnow
