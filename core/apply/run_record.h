/// The row of a job's run in the state: begun before anything is touched, ended with its figures.
#pragma once

#include "core/judge/setup.h"
#include "core/plan/tally.h"

namespace winnow {

/// Of this machine, as the records name it.
std::string host_name();

/// Before the job is looked at: whatever stops it from here on is in the history. Throws Failure.
void begin_record(World& world, const JobConfig& job, std::string_view mode);
/// From here on the run may leave something on its target for others to settle.
void record_lease(World& world, const Setup& setup);
/// Ends the row, returns what was reserved, and after an apply writes the ledger and accepts the clock.
void finish_record(World& world, const JobReport& report, bool applied);

}  // namespace winnow
