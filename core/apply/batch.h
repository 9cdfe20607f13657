/// One batch, by the protocol of docs/safety.md: put, judged again, segment on disk, sealed in the state, taken
/// away, settled. Linked files go with their rows: the store of the files is outermost, and inside its seal the
/// rows go.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/apply/remover.h"
#include "core/judge/setup.h"
#include "core/plan/planner.h"
#include "core/plan/spool.h"
#include "core/plan/tally.h"
#include "core/safety/breaker.h"
#include "core/state/lease.h"

namespace winnow {

/// What the batches of one run share. All members outlive the batches.
struct BatchContext {
  const Setup& setup;
  World& world;
  const Lease& lease;
  Breaker& breaker;
  Tally& tally;
  OverLimits over;
};

/// Removes `items` (at most a batch's worth) as the `n`th batch of the run, and counts what became of each in the
/// tally. Throws Failure or Error when the batch could not be finished; recovery then settles what was sealed.
void remove_batch(const BatchContext& context, std::int64_t n, std::span<const PlannedItem> items);

}  // namespace winnow
