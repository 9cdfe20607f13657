/// What was planned, approved and let through by the breaker is removed, batch by batch.
#pragma once

#include "core/judge/setup.h"
#include "core/plan/planner.h"
#include "core/plan/spool.h"
#include "core/plan/tally.h"
#include "core/safety/breaker.h"
#include "core/state/lease.h"

namespace winnow {

/// What removing needs. All members outlive it.
struct Removal {
  const Setup& setup;
  World& world;
  const Lease& lease;
  Breaker& breaker;
  const Progress& progress;  ///< may be empty
};

/// Sets the report's status, message and tally; never throws for what goes wrong under way, so that what was done
/// before is told. A stop asked for by a signal is heeded between batches.
void apply_plan(const Removal& removal, Spool& plan, JobReport& report);

}  // namespace winnow
