/// Settling what a killed session left on a target, before an apply, undo or purge touches it. Never in a dry run.
///
/// It deletes no copy of anything, and killed at any point it can be run again. The table of cases stands in
/// docs/safety.md.
#pragma once

#include <string>

#include "core/judge/setup.h"
#include "core/state/lease.h"

namespace winnow {

/// What was settled, for the report; empty if there was nothing.
std::string settle_target(World& world, const Lease& lease);

/// Refuses to go on where the bin holds runs that the state does not know: holds and limits of then are lost.
void check_bin_belongs_to_state(World& world);

}  // namespace winnow
