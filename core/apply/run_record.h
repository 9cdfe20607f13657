/// The row of a job's run in the state: begun before anything is touched, ended with its figures.
#pragma once

#include "core/judge/setup.h"
#include "core/plan/tally.h"

namespace winnow {

/// The words of a job's status, as in JSON.
std::string_view word_of(JobStatus status);

void begin_record(World& world, const Setup& setup, std::string_view mode);
/// Ends the row, returns what was reserved, and after an apply writes the ledger and accepts the clock.
void finish_record(World& world, const JobReport& report, bool applied);

}  // namespace winnow
