/// A job's report as the state keeps it: the figures, and nothing that could name an item or a person.
#pragma once

#include <string>

#include "core/report/discretion.h"
#include "core/report/run_report.h"
#include "core/state/runs.h"

namespace winnow {

/// Samples, notes and errors are left out, and of the message what may quote an item; reasons that a policy put
/// into words become one count, for such words are its author's. Thread rule: pure.
JobReport without_items(JobReport report, const Discretion& discretion);

/// Puts it beside the row of the job's run, if there is one.
void keep_report(State& state, const std::string& run, const JobReport& report, const Discretion& discretion);

/// Every job of the run that could not write down its own end gets one: what failed before it came to the state, or
/// whose process died. What its settled batches removed is put into `report` too; its plan is none to approve.
/// Throws Failure.
void keep_ends(const Config& config, RunReport& report, Time now);

/// What a row of the state tells, as the report that it was: of a job that never came to its end, that alone.
JobReport kept_report(const JobRun& row);

}  // namespace winnow
