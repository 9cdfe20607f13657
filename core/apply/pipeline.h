/// One job from its table in the TOML to its report: plan, judge, remove.
///
/// apply plans first, with the same code; it then removes only items which that plan lists, each judged again.
#pragma once

#include "core/base/failure.h"
#include "core/judge/setup.h"
#include "core/plan/plan_lines.h"
#include "core/plan/planner.h"
#include "core/plan/tally.h"

namespace winnow {

enum class Mode { plan, apply };

struct JobTask {
  const JobConfig* job;
  Mode mode;
  PlanLines* lines = nullptr;      ///< of a plan file that is to be written, or nullptr
  const PlanFile* file = nullptr;  ///< that apply must follow, or nullptr; then with its list for this job
  PlanList* list = nullptr;
  Progress progress{};
};

/// What a failure makes of a job.
JobStatus status_of(const Failure& failure, Mode mode);

/// Never throws for what is the job's own trouble: that becomes the report's status and message.
JobReport run_job(const JobTask& task, World& world);

}  // namespace winnow
